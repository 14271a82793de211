"""Exercise: LayerNorm in NumPy.

Lesson: docs/transformer/normalization-and-residuals.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.layer_norm import layer_norm
from unmasked.practice._answers import call, say


def check_layer_norm(function: Callable[..., Any]) -> None:
    """A function of (x, weight, bias, eps), for tokens in rows.

    Example:
        >>> def over_all(x, weight, bias, eps):
        ...     return (x - x.mean()) / (x.var() + eps) ** 0.5
        >>> check_layer_norm(over_all)
        Not yet: a token changes when another one does. Take mean and
        variance of each row by itself: axis=-1, keepdims=True.
    """
    rng = np.random.default_rng(0)
    x, (weight, bias) = rng.normal(2, 3, (5, 4)), rng.normal(size=(2, 4))
    eps = 0.5  # large, so that its place shows
    answer = call(function, x, weight, bias, eps)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != x.shape:
        say(f"Not yet: {x.shape} came in, {answer.shape} came out.")
    else:
        # A row must not hear of another row.
        other = x.copy()
        other[1:] += 1
        again = call(function, other, weight, bias, eps)
        alone = not isinstance(again, str) and np.allclose(again[0], answer[0])
        say(_judge(answer, function, x, weight, bias, eps, alone=alone))


def _judge(
    answer: ndarray,
    function: Callable[..., Any],
    x: ndarray,
    weight: ndarray,
    bias: ndarray,
    eps: float,
    *,
    alone: bool,
) -> str:
    rows: dict[str, Any] = {"axis": -1, "keepdims": True}
    columns: dict[str, Any] = {"axis": 0, "keepdims": True}
    centered = x - x.mean(**rows)
    batch = (x - x.mean(**columns)) / np.sqrt(x.var(**columns) + eps)
    mistakes = {
        "mean and variance run down the columns, over tokens. That is "
        "BatchNorm. Use axis=-1.": batch,
        "the squares are divided by d − 1 (ddof=1). LayerNorm divides by "
        "d.": centered / np.sqrt(x.var(ddof=1, **rows) + eps),
        "ε stands outside the root. It is added to the variance.": centered
        / (x.std(**rows) + eps),
        "ε is missing: a token of equal features would be 0/0.": centered
        / x.std(**rows),
        "you divide by the variance. Take its root.": centered
        / (x.var(**rows) + eps),
        "the mean was not taken away.": x / np.sqrt(x.var(**rows) + eps),
    }
    for reason, wrong in mistakes.items():
        scaled = (wrong, wrong * weight, wrong * weight + bias)
        if any(np.allclose(answer, one) for one in scaled):
            return f"Not yet: {reason}"
    if not alone:
        return (
            "Not yet: a token changes when another one does. Take mean and "
            "variance of each row by itself: axis=-1, keepdims=True."
        )
    normal = centered / np.sqrt(x.var(**rows) + eps)
    if np.allclose(answer, normal):
        return "Not yet: normalized, but gain and bias are not used."
    if np.allclose(answer, normal * weight):
        return "Not yet: the bias is missing."
    if np.allclose(answer, (normal + bias) * weight):
        return "Not yet: first the gain, then the bias."
    if not np.allclose(answer, layer_norm(x, weight, bias, eps=eps)):
        return (
            "Not yet: the shape is right, the numbers are not (x − μ)/√(σ² + "
            "ε) · weight + bias."
        )
    deep = call(function, x[None], weight, bias, eps)
    if isinstance(deep, str) or not np.allclose(deep, answer[None]):
        return (
            "Not yet: right for a matrix, wrong for a batch of them. Count "
            "the axis from the end: axis=-1."
        )
    return "Right: each token by itself, ε under the root, divided by d."
