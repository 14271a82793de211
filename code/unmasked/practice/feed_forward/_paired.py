"""Exercise: the difference of two models, seed by seed.

Lesson: docs/transformer/feed-forward.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say

# Seeds differ by much more than the two models do.
A = np.array([3.40, 3.52, 3.31, 3.46])
B = np.array([3.38, 3.49, 3.30, 3.44])


def check_paired(function: Callable[[ndarray, ndarray], Any]) -> None:
    """The mean of a − b over seeds, and its standard error.

    Example:
        >>> check_paired(lambda a, b: ((a - b).mean(), (a - b).std(ddof=1)))
        Not yet: that is the spread of single differences. The mean of n
        of them is surer, by √n.
    """
    answer = call(function, A, B)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != (2,):
        say("Not yet: return two numbers, the mean and its standard error.")
    else:
        say(_judge(*(float(number) for number in answer)))


def _judge(mean: float, error: float) -> str:
    gaps = A - B
    n = len(gaps)
    if not np.isclose(mean, gaps.mean()):
        if np.isclose(mean, -gaps.mean()):
            return "Not yet: the sign of the mean. Asked is a − b."
        return f"Not yet: the mean of a − b is {gaps.mean():g}, not {mean:g}."
    if np.isclose(error, gaps.std(ddof=1) / np.sqrt(n)):
        apart = np.sqrt(A.var(ddof=1) / n + B.var(ddof=1) / n)
        return (
            f"Right: {mean:.3f} ± {error:.3f}. Had you not paired them, the "
            f"error would be {apart:.3f}, and the difference lost in it."
        )
    mistakes = [
        (
            gaps.std(ddof=1),
            "that is the spread of single differences. The mean of n of them "
            "is surer, by √n.",
        ),
        (
            gaps.std() / np.sqrt(n),
            "the spread of a few numbers around their own mean is too small: "
            "use ddof=1.",
        ),
        (gaps.std(), "use ddof=1, and divide by √n."),
        (gaps.var(ddof=1) / np.sqrt(n), "the variance is not the spread."),
        (
            np.sqrt(A.var(ddof=1) / n + B.var(ddof=1) / n),
            "that treats a and b as if they had nothing in common. Take the "
            "differences first, seed by seed.",
        ),
        (gaps.std(ddof=1) / n, "divide by √n, not by n."),
    ]
    for wrong, why in mistakes:
        if np.isclose(error, wrong):
            return f"Not yet: {why}"
    return (
        "Not yet: the mean is right. Its error is the spread of the "
        "differences (ddof=1), divided by the root of their number."
    )
