"""Exercise: a residual block of two linear layers.

Lesson: docs/start/resnets.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_block(function: Callable[..., Any]) -> None:
    """The block's output from x, (n, d), and two matrices, (d, d).

    Example:
        >>> check_block(lambda x, w1, w2: np.maximum(x @ w1.T, 0) @ w2.T)
        Not yet: that is F(x). The input itself is missing: add x.
    """
    rng = np.random.default_rng(0)
    x = rng.normal(size=(5, 4))
    w1, w2 = rng.normal(size=(4, 4)), rng.normal(size=(4, 4))
    answer = call(function, x, w1, w2)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != x.shape:
        say(
            f"Not yet: the output has shape {answer.shape}. It is added to x, "
            "so it must have that of x, (5, 4)."
        )
    else:
        say(_judge(answer, x, w1, w2))


def _judge(answer: ndarray, x: ndarray, w1: ndarray, w2: ndarray) -> str:
    inner = np.maximum(x @ w1.T, 0)
    found = inner @ w2.T
    right = np.maximum(x + found, 0)
    mistakes = {
        "that is F(x). The input itself is missing: add x.": found,
        "that is a plain block: relu(F(x)). Add x before the last ReLU.": (
            np.maximum(found, 0)
        ),
        "the last ReLU is missing: it comes after the sum.": x + found,
        "the last ReLU comes after the sum, not before it: so F can only "
        "add, never take away.": x + np.maximum(found, 0),
        "the ReLU between the two matrices is missing: F would be one linear "
        "map.": np.maximum(x + x @ w1.T @ w2.T, 0),
        "F is added to x, not multiplied by it.": np.maximum(x * found, 0),
        "rows of x are vectors: multiply by w.T from the right.": np.maximum(
            x + np.maximum(x @ w1, 0) @ w2, 0
        ),
        "the shortcut starts too late: it carries x, not what the first layer "
        "made of it.": np.maximum(inner + found, 0),
    }
    for reason, wrong in mistakes.items():
        if np.allclose(answer, wrong):
            return f"Not yet: {reason}"
    if not np.allclose(answer, right):
        return "Not yet: the shape is right, the numbers are not relu(x+F(x))."
    return "Right: the input, and what two layers want to change about it."
