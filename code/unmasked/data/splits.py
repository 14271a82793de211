"""Who is learned from and who is kept for the examination.

Lesson: docs/transformer/tokenization.md
"""

import hashlib
from typing import Literal

Split = Literal["train", "valid", "test"]


def split_of(key: str, *, valid: float = 0.1, test: float = 0.1) -> Split:
    """Assign an example to a split by the hash of its key.

    The same key always goes to the same place: on every machine, in every
    order, and also after other examples have been added. Whatever must not
    be torn apart, such as two paragraphs of one speech, shares a key.

    Args:
        key: what the example is known by.
        valid: share of the keys that go to "valid", on average.
        test: share of the keys that go to "test", on average.

    Raises:
        ValueError: if a share is negative or nothing is left to learn from.

    Example:
        >>> [split_of(name) for name in ("1", "8", "9")]
        ['train', 'valid', 'test']
    """
    if valid < 0 or test < 0 or valid + test >= 1:
        raise ValueError(
            f"{valid=} and {test=} must be shares that leave some to learn from"
        )
    # Python's own hash() of a string changes with every start.
    digest = hashlib.sha256(key.encode()).digest()
    place = int.from_bytes(digest[:8], "big") / 2**64
    if place < test:
        return "test"
    return "valid" if place < test + valid else "train"
