"""Exercise: how much of a gradient comes along paths of each length.

Lesson: docs/start/resnets.md
"""

from collections.abc import Callable
from math import comb
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say

N, SLOPE = 6, 0.25


def check_paths(function: Callable[..., Any]) -> None:
    """Shares by length 0 … n, for n blocks of the same slope.

    Example:
        >>> check_paths(lambda n, j: [j**k for k in range(n + 1)])
        Not yet: that is one path of each length. How many ways are
        there to choose which k of n blocks it goes through?
    """
    answer = call(function, N, SLOPE)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != (N + 1,):
        say(
            f"Not yet: the shares have shape {answer.shape}. There are "
            f"lengths from 0 to {N}, so it should be ({N + 1},)."
        )
    else:
        say(_judge(answer.astype(float)))


def _judge(answer: ndarray) -> str:
    k = np.arange(N + 1)
    count = np.array([comb(N, int(length)) for length in k], dtype=float)
    along = SLOPE**k
    right = count * along / (1 + SLOPE) ** N
    mistakes = {
        "that is one path of each length. How many ways are there to choose "
        "which k of n blocks it goes through?": along,
        "so many paths there are. What is each of them worth? A block on the "
        "way multiplies by its slope.": count,
        "that is the share of the paths, not of the gradient: long paths are "
        "many, but each is worth little.": count / 2**N,
        "these are the right terms. Divide by their sum, so that they are "
        "shares.": count * along,
        "one path of each length is too few: count them.": along / along.sum(),
    }
    for reason, wrong in mistakes.items():
        if np.allclose(answer, wrong):
            return f"Not yet: {reason}"
    if not np.isclose(answer.sum(), 1):
        return f"Not yet: the shares add up to {answer.sum():.3g}, not to 1."
    if not np.allclose(answer, right):
        return "Not yet: they add up to 1, but are not C(n, k) jᵏ / (1 + j)ⁿ."
    return (
        f"Right: {right[:3].sum():.0%} of the gradient comes through at most "
        f"two of the {N} blocks."
    )
