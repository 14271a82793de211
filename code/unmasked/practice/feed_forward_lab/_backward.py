"""Lab: the backward pass of the layer.

Lesson: docs/transformer/feed-forward.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_backward(function: Callable[..., Any]) -> None:
    """From the gradient of the output to those of x, up and down.

    Example:
        >>> check_backward(lambda grad, x, up, down: (grad, up, down))
        Not yet: the gradient of down is wrong. It is (what the ReLU
        gave)ᵀ @ grad.
    """
    rng = np.random.default_rng(0)
    x, grad = rng.standard_normal((2, 5, 3))
    up, down = rng.standard_normal((3, 8)), rng.standard_normal((8, 3))
    try:
        parts = function(grad, x, up, down)
    except Exception as error:
        say(f"Not yet: it stops with {type(error).__name__}: {error}")
        return
    if not isinstance(parts, tuple) or len(parts) != 3:
        say("Not yet: return three arrays: of x, of up and of down.")
        return
    found = []
    for part, like in zip(parts, (x, up, down), strict=True):
        array = call(lambda part=part: part)
        if isinstance(array, str):
            say(array)
            return
        if array.shape != like.shape:
            say(
                "Not yet: a gradient has the shape of what it belongs to: "
                f"{like.shape}, not {array.shape}."
            )
            return
        found.append(array)
    say(_judge(found, grad, x, up, down))


def _judge(
    found: list[ndarray],
    grad: ndarray,
    x: ndarray,
    up: ndarray,
    down: ndarray,
) -> str:
    hidden = x @ up
    bent = np.maximum(hidden, 0)
    arrives = grad @ down.T
    d_hidden = arrives * (hidden > 0)
    d_x, d_up, d_down = found
    if not np.allclose(d_down, bent.T @ grad):
        if np.allclose(d_down, hidden.T @ grad):
            return "Not yet: down was given the *bent* numbers."
        return (
            "Not yet: the gradient of down is wrong. It is (what the ReLU "
            "gave)ᵀ @ grad."
        )
    if np.allclose(d_up, x.T @ arrives):
        return (
            "Not yet: the gradient passes silent units. Multiply by the "
            "slope of the ReLU: 0 where the unit was off."
        )
    if not np.allclose(d_up, x.T @ d_hidden):
        return "Not yet: the gradient of up is xᵀ @ d_hidden."
    if not np.allclose(d_x, d_hidden @ up.T):
        return "Not yet: the gradient of x is d_hidden @ upᵀ."
    return "Right: and a unit that is off for all tokens learns nothing."
