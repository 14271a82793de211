"""Lab: RMSNorm in NumPy.

Lab: docs/labs/normalization_and_residuals.py
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.rms_norm import rms_norm
from unmasked.practice._answers import call, say


def check_rms_norm(function: Callable[..., Any]) -> None:
    """A function of (x, weight, eps), for tokens in rows.

    Example:
        >>> check_rms_norm(lambda x, weight, eps: x * weight)
        Not yet: nothing is divided: the rows keep their size.
    """
    rng = np.random.default_rng(0)
    x, weight, eps = rng.normal(2, 3, (5, 4)), rng.normal(size=4), 0.5
    answer = call(function, x, weight, eps)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != x.shape:
        say(f"Not yet: {x.shape} came in, {answer.shape} came out.")
    else:
        say(_judge(answer, x, weight, eps))


def _judge(answer: ndarray, x: ndarray, weight: ndarray, eps: float) -> str:
    square = (x**2).mean(axis=-1, keepdims=True)
    centered = x - x.mean(axis=-1, keepdims=True)
    mistakes = {
        "nothing is divided: the rows keep their size.": x * weight,
        "the gain is missing.": x / np.sqrt(square + eps),
        "the squares are summed, not averaged.": x
        / np.sqrt(4 * square + eps)
        * weight,
        "ε stands outside the root.": x / (np.sqrt(square) + eps) * weight,
        "the root is missing.": x / (square + eps) * weight,
        "the mean is taken away. That is LayerNorm; RMSNorm leaves it.": (
            centered / np.sqrt(x.var(axis=-1, keepdims=True) + eps) * weight
        ),
        "one size for all tokens. Each row has its own: axis=-1.": x
        / np.sqrt((x**2).mean() + eps)
        * weight,
    }
    for reason, wrong in mistakes.items():
        if np.allclose(answer, wrong):
            return f"Not yet: {reason}"
    if not np.allclose(answer, rms_norm(x, weight, eps=eps)):
        return "Not yet: these are not the numbers of x/√(mean(x²) + ε) · w."
    return "Right: one statistic, one multiplication."
