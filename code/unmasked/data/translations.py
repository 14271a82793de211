"""Sentence pairs: what programs say in English, Spanish, German and French.

Source: message catalogs of free programs (see data/README.md)
Lesson: docs/transformer/attention-is-all-you-need.md
"""

import re
from functools import cache
from typing import Literal, NamedTuple, get_args

from unmasked.data._shipped import read
from unmasked.data.splits import Split, split_of

Language = Literal["es", "de", "fr"]
# One file for each program, because each has its own license.
PROGRAMS = ("libreoffice", "indico", "jupyterlab", "wagtail", "oscar", "django")


class Pair(NamedTuple):
    """A message of two to ten words, and its translation by a person."""

    english: str
    foreign: str


@cache
def _all(language: Language) -> tuple[tuple[Split, Pair], ...]:
    pairs = []
    for program in PROGRAMS:
        for line in read(f"translations/{program}.tsv.xz").splitlines():
            row, english, foreign = line.split("\t")
            if row == language:
                pairs.append((_split(foreign), Pair(english, foreign)))
    return tuple(pairs)


def _split(foreign: str) -> Split:
    # No English message comes twice, but two may share a translation ("Save
    # As", "Save as…"). Going by the translation keeps these together.
    letters = re.sub(r"[^\w ]", "", foreign).casefold().strip()
    return split_of(letters, valid=0.05, test=0.05)


def translation_pairs(
    language: Language, split: Split | None = None
) -> list[Pair]:
    """Give short English messages and their translations.

    No message of one split, English or foreign, is in another one, even with
    other capitals or punctuation.

    Args:
        language: "es", "de" or "fr".
        split: "train", "valid" or "test" (90, 5 and 5 %); all by default.

    Raises:
        ValueError: if there is no such language or split.

    Example:
        >>> translation_pairs("es")[2000].foreign
        'Ligaduras discrecionales'
    """
    if language not in get_args(Language):
        raise ValueError(f"{language=} must be one of {get_args(Language)}")
    if split not in (None, *get_args(Split)):
        raise ValueError(f"{split=} must be one of {get_args(Split)}")
    return [pair for where, pair in _all(language) if split in (None, where)]
