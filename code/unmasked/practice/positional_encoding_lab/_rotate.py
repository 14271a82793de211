"""Lab: turn queries and keys.

Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.rotary import rotate
from unmasked.practice._answers import call, say


def check_rotate(function: Callable[[ndarray, ndarray], Any]) -> None:
    """Turn x, (n, d), at positions, (n,), in the paper's layout.

    Example:
        >>> check_rotate(lambda x, positions: x)
        Not yet: nothing has turned.
    """
    rng = np.random.default_rng(0)
    x, positions = rng.standard_normal((4, 6)), np.array([0, 1, 5, 9])
    answer = call(function, x, positions)
    say(answer if isinstance(answer, str) else _judge(answer, x, positions))


def _judge(answer: ndarray, x: ndarray, positions: ndarray) -> str:
    right = rotate(x, positions)
    order = np.r_[0:6:2, 1:6:2]
    halves = np.empty_like(x)
    halves[:] = rotate(x[:, np.argsort(order)], positions)[:, order]
    if answer.shape != x.shape:
        return f"Not yet: the shape should stay {x.shape}, not {answer.shape}."
    if np.allclose(answer, right):
        return (
            "Right. The token at position 0 has not turned, and no vector has "
            "changed its length."
        )
    if np.allclose(answer, x):
        return "Not yet: nothing has turned."
    if np.allclose(answer, halves):
        return (
            "Not yet: that is the half-split layout, pairs (x₀, x₃), (x₁, x₄), "
            "…. It is as good, and the paper's pairs are neighbors."
        )
    if np.allclose(answer, rotate(x, -positions)):
        return "Not yet: it turns backward. a becomes a·cos − b·sin."
    lengths = [np.linalg.norm(v, axis=1) for v in (x, answer)]
    if not np.allclose(*lengths):
        return (
            "Not yet: lengths have changed, and turning keeps them. Were the "
            "new a and b both made from the *old* a and b?"
        )
    return f"Not yet: token 1 begins {right[1, :2]}, not {answer[1, :2]}."
