"""Exercise: turn a query by its position, as a complex number.

Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_turn(function: Callable[[ndarray, int, ndarray], Any]) -> None:
    """Turn complex numbers: number c of token p by the angle p·θ_c.

    Example:
        >>> check_turn(lambda z, p, theta: z + np.exp(1j * p * theta))
        Not yet: adding moves a point, and its length changes. To turn
        it, multiply.
    """
    rng = np.random.default_rng(0)
    z = rng.standard_normal(3) + 1j * rng.standard_normal(3)
    theta = np.array([1.0, 0.1, 0.01])
    answer = call(function, z, 5, theta)
    say(answer if isinstance(answer, str) else _judge(answer, z, 5, theta))


def _judge(answer: ndarray, z: ndarray, p: int, theta: ndarray) -> str:
    right = z * np.exp(1j * p * theta)
    mistakes = [
        (z + np.exp(1j * p * theta), "adding moves a point, and its length "
         "changes. To turn it, multiply."),
        (z * np.exp(p * theta), "without the i in the exponent, e^x makes it "
         "longer and does not turn it."),
        (z * np.exp(-1j * p * theta), "that turns backward. It would do, if "
         "keys turned backward too; the paper's angle is +pθ."),
        (z * np.exp(1j * theta), "the position is missing: every token turns "
         "alike, so all are still alike."),
        (z * np.cos(p * theta), "that is the real half of the turn only."),
    ]  # fmt: skip
    if answer.shape != z.shape:
        return f"Not yet: 3 numbers come in, and {answer.shape} come out."
    if np.allclose(answer, right):
        return (
            "Right: one multiplication. Lengths stay as they were, and only "
            "the angle knows the position."
        )
    for value, reason in mistakes:
        if np.allclose(answer, value):
            return f"Not yet: {reason}"
    return f"Not yet: number 0 should be {right[0]:.3f}, not {answer[0]:.3f}."
