"""Exercise: from interleaved pairs to half-split ones.

Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.rotary import rotate
from unmasked.practice._answers import call, say


def check_order(function: Callable[[int], Any]) -> None:
    """For each entry of the half-split layout, which interleaved one it is.

    Example:
        >>> check_order(lambda d: np.arange(d))
        Not yet: x[order] is [0 1 2 3 4 5], which pairs 0 with 3. In the
        interleaved layout the partner of 0 is 1.
    """
    d = 6
    answer = call(function, d)
    say(answer if isinstance(answer, str) else _judge(answer, d))


def _judge(answer: ndarray, d: int) -> str:
    right = np.r_[0:d:2, 1:d:2]
    if answer.shape != (d,) or sorted(answer.tolist()) != list(range(d)):
        return f"Not yet: each number from 0 to {d - 1}, once: {answer}."
    if np.array_equal(answer, right):
        x = np.random.default_rng(0).standard_normal((1, d))
        turned = rotate(x, np.array([3.0]))[0, right]
        return (
            "Right: first the even entries, then the odd ones. Turned in "
            f"either layout, the first entry is {turned[0]:.3f}."
        )
    if np.array_equal(answer, np.argsort(right)):
        return (
            "Not yet: that is the way back, from half-split to interleaved. "
            "For d = 4 the two are the same, for d = 6 they are not."
        )
    partner = answer[d // 2]
    return (
        f"Not yet: x[order] is {answer}, which pairs {answer[0]} with "
        f"{partner}. In the interleaved layout the partner of "
        f"{answer[0]} is {answer[0] ^ 1}."
    )
