"""Lab: the gradients of a residual block.

Lesson: docs/start/resnets.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import BLANK, is_blank, say


def check_block_backward(function: Callable[..., Any]) -> None:
    """Gradients at x, w1 and w2 from one at the output of the block.

    Example:
        >>> def silent(grad, x, w1, w2):
        ...     return grad, np.zeros_like(w1), np.zeros_like(w2)
        >>> check_block_backward(silent)
        Not yet: for w2: first pass the last ReLU, which lets through
        only where the sum was positive.
    """
    rng = np.random.default_rng(0)
    x, grad = rng.normal(size=(2, 5, 4))
    w1, w2 = rng.normal(size=(2, 4, 4))
    try:
        answer = function(grad, x, w1, w2)
    except Exception as error:
        blank = "ellipsis" in str(error)
        what = f"{type(error).__name__}: {error}"
        say(BLANK if blank else f"Not yet: it stops with {what}")
        return
    if is_blank(answer):
        say(BLANK)
    elif not isinstance(answer, tuple | list) or len(answer) != 3:
        say("Not yet: give three gradients: of x, of w1 and of w2.")
    else:
        say(_judge([np.asarray(part) for part in answer], grad, x, w1, w2))


def backward(
    grad: ndarray, x: ndarray, w1: ndarray, w2: ndarray
) -> tuple[ndarray, ndarray, ndarray]:
    """The right gradients."""
    inner = np.maximum(x @ w1.T, 0)
    at_sum = grad * (x + inner @ w2.T > 0)
    at_inner = (at_sum @ w2) * (inner > 0)
    return at_sum + at_inner @ w1, at_inner.T @ x, at_sum.T @ inner


def _judge(
    answer: list[ndarray], grad: ndarray, x: ndarray, w1: ndarray, w2: ndarray
) -> str:
    right = backward(grad, x, w1, w2)
    for name, given, value in zip(
        ("x", "w1", "w2"), answer, right, strict=True
    ):
        if given.shape != value.shape:
            return (
                f"Not yet: the gradient of {name} has shape {given.shape}, "
                f"it should have that of {name}, {value.shape}."
            )
    inner = np.maximum(x @ w1.T, 0)
    at_sum = grad * (x + inner @ w2.T > 0)
    if not np.allclose(answer[2], right[2]):
        if np.allclose(answer[2], right[2].T):
            return "Not yet: the gradient of w2 is turned around."
        return (
            "Not yet: for w2: first pass the last ReLU, which lets through "
            "only where the sum was positive."
        )
    if not np.allclose(answer[1], right[1]):
        if np.allclose(answer[1], (at_sum @ w2).T @ x):
            return "Not yet: for w1: the inner ReLU is missing on the way back."
        return "Not yet: for w1: go through w2, then through the inner ReLU."
    mistakes = {
        "for x: that is the way through F alone. The shortcut brings the "
        "gradient at the sum as it is: add it.": right[0] - at_sum,
        "for x: that is the shortcut alone. The way through F comes on "
        "top.": at_sum,
        "for x: the shortcut leaves *before* the last ReLU, so it carries the "
        "gradient at the sum, not the one at the output.": right[0]
        - at_sum
        + grad,
    }
    for reason, wrong in mistakes.items():
        if np.allclose(answer[0], wrong):
            return f"Not yet: {reason}"
    if not np.allclose(answer[0], right[0]):
        return "Not yet: for x: add what comes by the shortcut and through F."
    return "Right: a sum splits a gradient in two copies, and both come home."
