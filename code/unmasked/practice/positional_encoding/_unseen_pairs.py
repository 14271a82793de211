"""Exercise: the pairs whose hand never goes round in training.

Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say

CASES = ((64, 10_000.0, 64), (128, 500_000.0, 8192))


def check_unseen_pairs(function: Callable[[int, float, int], Any]) -> None:
    """How many of d/2 pairs turn less than once within a length.

    Example:
        >>> check_unseen_pairs(lambda d, base, length: d // 2)
        Not yet: the first pair turns by a radian a token, so it goes
        round every 6.3 tokens. Count only pairs with length · θ < 2π.
    """
    for d, base, length in CASES:
        answer = call(function, d, base, length)
        if isinstance(answer, str):
            say(answer)
            return
        theta = base ** -(np.arange(0, d, 2) / d)
        right = int((length * theta < 2 * np.pi).sum())
        if answer.shape != () or answer != right:
            say(_reason(answer.tolist(), right, theta, length))
            return
    say(
        "Right: 23 of 32 pairs of a head 64 wide, after 64 tokens, and 29 of "
        "64 of Llama 3's. On those, a longer text brings angles never seen."
    )


def _reason(answer: Any, right: int, theta: Any, length: int) -> str:
    if answer == len(theta):
        return (
            "Not yet: the first pair turns by a radian a token, so it goes "
            "round every 6.3 tokens. Count only pairs with length · θ < 2π."
        )
    if answer == len(theta) - right:
        return "Not yet: those are the pairs that do go round."
    if answer == int((length * theta < 1).sum()):
        return "Not yet: once round is 2π radians, not one."
    return f"Not yet: it should be {right} of {len(theta)}, not {answer}."
