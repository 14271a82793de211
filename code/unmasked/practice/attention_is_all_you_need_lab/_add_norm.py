"""Lab: add, then normalize.

Lesson: docs/transformer/attention-is-all-you-need.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.from_scratch.layer_norm import layer_norm
from unmasked.practice._answers import call, say


def check_add_norm(add_norm: Callable[..., Any]) -> None:
    """Input, sublayer output, gain and bias give the normalized sum.

    Example:
        >>> def bessel(x, y, gain, bias):
        ...     s = x + y
        ...     s = s - s.mean(-1, keepdims=True)
        ...     deviation = s.std(-1, keepdims=True, ddof=1)
        ...     return gain * s / (deviation + 1e-6) + bias
        >>> check_add_norm(bessel)
        Not yet: this divides by n − 1 under the root (Bessel). Layer
        norm divides by n: `ddof=0`, which is NumPy's default.
    """
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((2, 3, 4, 8))
    y[0, 0] = -x[0, 0]  # a sum of zeros: the ε has to save it
    gain, bias = rng.standard_normal((2, 8))
    answer = call(add_norm, x, y, gain, bias)
    if isinstance(answer, str):
        say(answer)
        return
    say(_judge(answer, x, y, gain, bias))


def _judge(
    found: np.ndarray,
    x: np.ndarray,
    y: np.ndarray,
    gain: np.ndarray,
    bias: np.ndarray,
) -> str:
    if found.shape != x.shape:
        return f"Not yet: its shape is {found.shape}, not {x.shape}."
    if not np.isfinite(found[0, 0]).all():
        return (
            "Not yet: where all entries are equal it divides by zero. Add ε to "
            "the variance, under the root."
        )
    rest = np.s_[1:]
    if np.allclose(found[rest], (x + layer_norm(y, gain, bias))[rest]):
        return "Not yet: this normalizes first and adds after. Add, then norm."
    if np.allclose(found[rest], layer_norm(y, gain, bias)[rest]):
        return "Not yet: the input is lost. Add it to the sublayer's output."
    total = (x + y)[rest]
    centered = total - total.mean(axis=-1, keepdims=True)
    bessel = centered / centered.std(axis=-1, keepdims=True, ddof=1)
    if np.allclose(found[rest], gain * bessel + bias, rtol=1e-3):
        return (
            "Not yet: this divides by n − 1 under the root (Bessel). Layer "
            "norm divides by n: `ddof=0`, which is NumPy's default."
        )
    if np.allclose(found[rest], layer_norm(total, np.ones(8)), rtol=1e-3):
        return "Not yet: multiply by the gain and add the bias."
    if not np.allclose(found, layer_norm(x + y, gain, bias), rtol=1e-3):
        return (
            "Not yet: mean and variance run along the last axis, the features "
            "of one token, and ε = 10⁻⁵ stands under the root."
        )
    return "Right: every token has mean 0 and variance 1, then gain and bias."
