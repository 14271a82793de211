"""Exercise: a position as binary digits.

Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_bits(function: Callable[[int, int], Any]) -> None:
    """The binary digits of a position, the fastest first.

    Example:
        >>> check_bits(lambda p, n: [p // 2**i for i in range(n)])
        Not yet: each digit is 0 or 1. Halving says how often a digit
        has gone round; its remainder, % 2, says where it stands.
    """
    for position in (6, 11, 5):
        answer = call(function, position, 4)
        right = np.array([position >> i & 1 for i in range(4)])
        if isinstance(answer, str):
            say(answer)
            return
        if not np.array_equal(answer, right):
            say(_reason(answer, right, position))
            return
    say(
        "Right: the first digit goes round every 2 positions, the next every "
        "4, then 8, then 16. A sinusoid does the same without the jumps."
    )


def _reason(answer: ndarray, right: ndarray, position: int) -> str:
    if answer.shape != right.shape:
        return f"Not yet: 4 digits are asked for, not {answer.shape}."
    if np.array_equal(answer, right[::-1]):
        return "Not yet: the fastest digit, that of the ones, comes first."
    if np.array_equal(answer, [position // 2**i for i in range(4)]):
        return (
            "Not yet: each digit is 0 or 1. Halving says how often a digit "
            "has gone round; its remainder, % 2, says where it stands."
        )
    return f"Not yet: {position} is {right}, ones first, not {answer}."
