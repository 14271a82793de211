"""Exercise: a gradient through three steps of one unit, on paper.

Lesson: docs/start/recurrent-networks.md
"""

from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import numbers, say

STATES, U = np.array([0.6, 0.8, 0.6]), 2.0


def check_chain(gradients: Any) -> None:
    """Slopes of the third state along the three inputs, with u = 2.

    Example:
        >>> check_chain([0.4608, 0.64, 0.36])
        Not yet: the slope of the third state along its own input is 1 −
        0.6² = 0.64; it comes last, for the order is x₁, x₂, x₃.
    """
    answer = numbers(gradients, shape=(3,))
    say(answer if isinstance(answer, str) else _judge(answer))


def _products(slopes: ndarray, u: float) -> ndarray:
    third = slopes[2]
    second = third * u * slopes[1]
    return np.array([second * u * slopes[0], second, third])


def _judge(answer: ndarray) -> str:
    slopes = 1 - STATES**2
    right = _products(slopes, U)
    mistakes = {
        "these are the squares' complements alone. Each step back also "
        "multiplies by u = 2.": _products(slopes, 1.0),
        "you used 1 − h. The slope of tanh is 1 − h².": _products(
            1 - STATES, U
        ),
        "the order is x₁, x₂, x₃: the first input is the farthest.": right[
            ::-1
        ],
        "these are the factors of the single steps. Multiply them along the "
        "way back.": slopes * U,
        "the third input comes in with weight 1, not u: its slope is 1 − h₃², "
        "and u joins once for each step back.": right * U,
    }
    for reason, wrong in mistakes.items():
        if np.allclose(answer, wrong, atol=0.005):
            return f"Not yet: {reason}"
    if abs(answer[2] - right[2]) > 0.005:
        return (
            "Not yet: the slope of the third state along its own input is "
            "1 − 0.6² = 0.64; it comes last, for the order is x₁, x₂, x₃."
        )
    if abs(answer[1] - right[1]) > 0.005:
        return (
            "Not yet: for x₂ multiply 0.64 by u = 2 and by 1 − 0.8², the slope "
            "of the second step."
        )
    if abs(answer[0] - right[0]) > 0.005:
        return "Not yet: for x₁ take that of x₂ times u and times 1 − 0.6²."
    return (
        "Right: 0.59, 0.46, 0.64. With u = 2 the middle step still shrinks the "
        "gradient, for a large state has a flat tanh."
    )
