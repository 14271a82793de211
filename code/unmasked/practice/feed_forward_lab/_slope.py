"""Lab: the slope of any activation, measured.

Lesson: docs/transformer/feed-forward.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.activations import (
    gelu_tanh,
    gelu_tanh_slope,
    silu_slope,
)
from unmasked.practice._answers import call, say


def check_slope(function: Callable[..., Any]) -> None:
    """A finite difference of any activation, in the middle of x ± step.

    Example:
        >>> check_slope(lambda f, x: (f(x + 1e-4) - f(x)) / 1e-4)
        Not yet: close. A step to one side leans to that side: step to
        both, and divide by twice the step.
    """
    x = np.linspace(-4, 4, 33)
    answer = call(function, gelu_tanh, x)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != x.shape:
        say(f"Not yet: a slope for each number, {x.shape}, not {answer.shape}.")
    else:
        say(_judge(answer, x))


def _judge(answer: ndarray, x: ndarray) -> str:
    off = np.abs(answer - gelu_tanh_slope(x)).max()
    if off < 1e-6:
        return "Right: you can now check any slope that you derive."
    if np.abs(answer - silu_slope(x)).max() < 1e-6:
        return "Not yet: use the function that is handed in."
    if np.abs(answer / 2 - gelu_tanh_slope(x)).max() < 1e-3:
        return "Not yet: twice too large: divide by *twice* the step."
    if off < 0.02:
        return (
            "Not yet: close. A step to one side leans to that side: step to "
            "both, and divide by twice the step."
        )
    return f"Not yet: off by {off:.2g}. (f(x + h) − f(x − h)) / 2h, h small."
