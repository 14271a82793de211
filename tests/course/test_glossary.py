"""The dotted words and the page that lists them say the same."""

import re

from course.project import HERE

DOTTED = re.compile(r"^\*\[(?P<term>[^\]]+)\]: (?P<meaning>.+)$", re.MULTILINE)
ENTRY = re.compile(r"^## (?P<head>.+)\n\n(?P<text>(?:.+\n)+)", re.MULTILINE)
LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


def entries() -> dict[str, str]:
    """The first sentence of every entry, as plain text."""
    page = (HERE.docs / "reference" / "glossary.md").read_text("utf-8")
    return {
        match["head"]: re.split(
            r"(?<=\.)\s", " ".join(LINK.sub(r"\1", match["text"]).split())
        )[0]
        for match in ENTRY.finditer(page)
    }


def dotted() -> dict[str, str]:
    path = HERE.docs / "includes" / "glossary.md"
    text = path.read_text("utf-8")
    found = {m["term"]: m["meaning"] for m in DOTTED.finditer(text)}
    assert len(found) == len(text.strip().splitlines())
    return found


def test_every_dotted_word_has_its_entry() -> None:
    heads = {meaning: head for head, meaning in entries().items()}
    for term, meaning in dotted().items():
        assert meaning in heads, f"no entry begins with {meaning!r}"
        # All but the last two letters, so that "masks" belongs to "Mask", and
        # without blanks, as "BatchNorm" belongs to "Batch normalization".
        head = heads[meaning].lower().replace(" ", "")
        assert head.startswith(term.lower().replace(" ", "")[:-2])


def test_entries_stand_in_order() -> None:
    heads = [head.lower() for head in entries()]
    assert heads == sorted(heads)
    assert len(heads) > 10
