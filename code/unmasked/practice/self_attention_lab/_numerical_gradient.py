"""Lab: a gradient by differences, to check a derivation against.

Lesson: docs/transformer/self-attention.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_numerical_gradient(function: Callable[..., Any]) -> None:
    """∂f/∂x entry by entry, for f from an array to one number.

    Example:
        >>> check_numerical_gradient(lambda f, x: np.zeros_like(x))
        Not yet: entry (1, 1) of the gradient is 0.0000, it should be
        9.0000.
    """

    def cubes(x: ndarray) -> float:
        return float((x**3 / 3).sum())

    x = np.array([[2.0, -1.0, 0.5], [1.5, 3.0, -2.0]])
    before = x.copy()
    answer = call(function, cubes, x)
    if isinstance(answer, str):
        say(answer)
    elif not np.array_equal(x, before):
        say(
            "Not yet: x is not what it was. Put each entry back, or change a "
            "copy."
        )
    elif answer.shape != x.shape:
        say(f"Not yet: the gradient is {answer.shape}, not {x.shape}.")
    else:
        say(_judge(answer, x**2))


def _judge(gradient: ndarray, right: ndarray) -> str:
    error = np.abs(gradient - right).max()
    if np.allclose(gradient, 2 * right, rtol=1e-3):
        return "Not yet: twice too large. The two points are 2ε apart."
    if np.allclose(gradient, -right, rtol=1e-3):
        return "Not yet: the sign is wrong. Upper point minus lower point."
    if error < 1e-6:
        return "Right: every entry is within a millionth of the derivative."
    if error < 1e-2:
        return (
            f"Not yet: close, but off by {error:.0e}. A step to one side only "
            "errs by the order of ε; one to each side by ε². In 64-bit "
            "floats, ε = 1e-5 is a good size."
        )
    worst = np.unravel_index(np.abs(gradient - right).argmax(), right.shape)
    place = tuple(int(i) for i in worst)
    return (
        f"Not yet: entry {place} of the gradient is {gradient[place]:.4f}, "
        f"it should be {right[place]:.4f}."
    )
