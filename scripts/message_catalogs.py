"""Clean sentence pairs out of the message catalogs of programs.

A program carries each message that it shows in English and in the languages
of its users, translated by people. Short and everyday, they are what a small
model can learn to translate in minutes.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

MOST_WORDS = 10
# Letters, joined by an apostrophe or a hyphen, between marks of punctuation.
# So digits, names of files, mark-up and places to fill in are all refused.
WORD = re.compile(r"[¿¡]?[^\W\d_]+(?:['’-][^\W\d_]+)*[.,:;!?…]*|[:;!?–-]")


def read_catalog(path: Path) -> Catalog:
    """Read a compiled (.mo) or a written (.po) catalog."""
    with path.open("rb") as file:
        if path.suffix == ".mo":
            return read_mo(file)
        return read_po(file, ignore_obsolete=True)


def tidy(message: str) -> str:
    """Drop the marks of shortcut keys, and write blanks and dots one way.

    >>> tidy("_Sauvegarder sous...")
    'Sauvegarder sous…'
    """
    message = re.sub("[_~]", "", message).replace("...", "…")
    return re.sub(r"[ \u00a0\u202f]+", " ", message).strip()


def is_clean(message: str) -> bool:
    """Whether a message is two to ten words and nothing else.

    >>> is_clean("Save the file?"), is_clean("%s files"), is_clean("Save")
    (True, False, False)
    """
    parts = message.split(" ")
    words = sum(part.strip("¿¡.,:;!?…–-") != "" for part in parts)
    return 2 <= words <= MOST_WORDS and all(map(WORD.fullmatch, parts))


def pairs(catalogs: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Give each clean message in English with its finished translation."""
    for path in catalogs:
        for message in read_catalog(path):
            # A message that counts things is a list of its plural forms.
            english, foreign = (
                text[0] if isinstance(text, list | tuple) else text
                for text in (message.id, message.string)
            )
            if not english or not foreign or message.fuzzy:
                continue
            english, foreign = tidy(english), tidy(foreign)
            if english.casefold() == foreign.casefold():
                continue  # a name, or left untranslated
            if is_clean(english) and is_clean(foreign):
                yield english, foreign


def key(message: str) -> str:
    """What makes two messages the same: the letters, in either case.

    >>> key("Save as…") == key("Save As")
    True
    """
    return re.sub(r"[^\w ]", "", message).casefold().strip()
