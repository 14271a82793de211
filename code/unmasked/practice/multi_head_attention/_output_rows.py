"""Exercise: what two heads write, so that neither cancels the other.

Lesson: docs/transformer/multi-head-attention.md
"""

from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import numbers, say

# What the water head and the money head find for "bank".
FOUND = {
    "the river bank": (10 / 7, 1 / 2),
    "the money bank": (1 / 2, 10 / 7),
    "the river bank money": (5 / 4, 5 / 4),
}


def check_output_rows(w_output: Any) -> None:
    """A 2×2 output projection that keeps what both heads found.

    Example:
        >>> check_output_rows([[1, -1], [-1, 1]])
        Not yet: in 'the river bank money' the two heads write (1.25,
        -1.25) and (-1.25, 1.25), and nothing is left of either.
    """
    w = numbers(w_output, shape=(2, 2))
    say(w if isinstance(w, str) else _judge(w))


def _judge(w_output: ndarray) -> str:
    first, second = (
        found * row
        for found, row in zip(
            FOUND["the river bank money"], w_output, strict=True
        )
    )
    both = first + second
    if np.allclose(both, 0):
        return (
            f"Not yet: in 'the river bank money' the two heads write "
            f"{_pair(first)} and {_pair(second)}, and nothing is left of "
            "either."
        )
    if min(both) < 1:
        return (
            f"Not yet: in 'the river bank money' 'bank' gains {_pair(both)}. "
            "Both numbers should be at least 1."
        )
    for sentence, more in [("the river bank", 0), ("the money bank", 1)]:
        change = np.array(FOUND[sentence]) @ w_output
        if change[more] - change[1 - more] < 0.5:
            name = ("water", "money")
            return (
                f"Not yet: in '{sentence}' it gains {_pair(change)}. There "
                f"its {name[more]} should grow by at least 0.5 more than its "
                f"{name[1 - more]}."
            )
    return (
        f"Right: 'bank' gains {_pair(both)} where both clues stand, and leans "
        "the right way where there is one. Each head writes along a row of "
        "its own."
    )


def _pair(vector: ndarray) -> str:
    return f"({vector[0]:.4g}, {vector[1]:.4g})"
