"""Lab: the gradient of LayerNorm.

Lab: docs/labs/normalization_and_residuals.py
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.layer_norm import layer_norm_backward
from unmasked.practice._answers import call, say


def check_layer_norm_backward(function: Callable[..., Any]) -> None:
    """A function of (grad, x, weight, eps): what arrives at x.

    Example:
        >>> check_layer_norm_backward(lambda g, x, w, eps: g * w)
        Not yet: only the gain has been carried back. Between it and x
        lies the norm.
    """
    rng = np.random.default_rng(0)
    grad, x = rng.normal(size=(2, 5, 4))
    weight, eps = rng.normal(size=4), 0.5
    answer = call(function, grad, x, weight, eps)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != x.shape:
        say(f"Not yet: x is {x.shape}, its gradient is {answer.shape}.")
    else:
        say(_judge(answer, grad, x, weight, eps))


def _judge(
    answer: ndarray, grad: ndarray, x: ndarray, weight: ndarray, eps: float
) -> str:
    rows: dict[str, Any] = {"axis": -1, "keepdims": True}
    s = np.sqrt(x.var(**rows) + eps)
    n = (x - x.mean(**rows)) / s
    g = grad * weight
    one, along = g.mean(**rows), n * (g * n).mean(**rows)
    right, _ = layer_norm_backward(grad, x, weight, eps=eps)
    mistakes = {
        "nothing is divided by s = √(σ² + ε).": right * s,
        "only the gain has been carried back. Between it and x lies the "
        "norm.": g,
        "the two projections are missing: mean and size of x depend on every "
        "entry too.": g / s,
        "the part along n is missing: σ depends on x.": (g - one) / s,
        "the part along 1 is missing: μ depends on x.": (g - along) / s,
        "the gain is missing: begin with g = grad · weight.": (
            layer_norm_backward(grad, x, np.ones(4), eps=eps)[0]
        ),
        "the projections are added. They are taken away.": (g + one + along)
        / s,
    }
    for reason, wrong in mistakes.items():
        if np.allclose(answer, wrong):
            return f"Not yet: {reason}"
    if not np.allclose(answer, right):
        return "Not yet: these are not (g − mean(g) − n · mean(g n))/s."
    return "Right: what lies along 1 and along n is taken out, the rest is ÷ s."
