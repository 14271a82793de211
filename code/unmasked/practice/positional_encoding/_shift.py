"""Exercise: the matrix that moves a pair on by k positions.

Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_shift(function: Callable[[float, int], Any]) -> None:
    """From (sin pθ, cos pθ) to (sin (p+k)θ, cos (p+k)θ), for every p.

    Example:
        >>> check_shift(lambda theta, k: np.eye(2))
        Not yet: M @ (0, 1), the pair of position 0, should be the pair
        of position 3, (0.954, 0.301), and is (0, 1).
    """
    theta, k = 0.4217, 3
    answer = call(function, theta, k)
    say(answer if isinstance(answer, str) else _judge(answer, theta, k))


def _judge(answer: ndarray, theta: float, k: int) -> str:
    sin, cos = np.sin(k * theta), np.cos(k * theta)
    right = np.array([[cos, sin], [-sin, cos]])
    if answer.shape != (2, 2):
        return f"Not yet: two numbers to two: (2, 2), not {answer.shape}."
    if np.allclose(answer, right):
        return (
            "Right: a rotation by k·θ, and p does not occur in it. The same "
            "matrix serves every position."
        )
    if np.allclose(answer, right.T):
        return (
            "Not yet: this turns the other way, k positions back. Here the "
            "sine stands first, so the signs are not those of the textbook's "
            "(cos, sin)."
        )
    one = np.array([[np.cos(theta), np.sin(theta)]])
    if np.allclose(answer[0], one):
        return "Not yet: that moves on by one position. The angle is k·θ."
    there = answer @ np.array([0.0, 1.0])
    return (
        "Not yet: M @ (0, 1), the pair of position 0, should be the pair of "
        f"position {k}, ({sin:.3f}, {cos:.3f}), and is "
        f"({there[0]:.3g}, {there[1]:.3g})."
    )
