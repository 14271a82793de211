"""Exercise: a gradient through three layers, with and without residuals.

Lesson: docs/transformer/normalization-and-residuals.md
"""

from typing import Any

import numpy as np

from unmasked.practice._answers import numbers, say


def check_paths(chain: Any, residual: Any) -> None:
    """The slope through three layers of slope 0.1, both ways.

    Example:
        >>> check_paths(0.001, 1.3)
        Not yet: slopes multiply, and each layer's is 1 + 0.1.
    """
    c, r = numbers(chain, shape=()), numbers(residual, shape=())
    wrong = next((part for part in (c, r) if isinstance(part, str)), None)
    say(wrong or _judge(float(np.asarray(c)), float(np.asarray(r))))


def _judge(chain: float, residual: float) -> str:
    if np.isclose(chain, 0.3):
        return "Not yet: along a chain slopes multiply, they do not add."
    if not np.isclose(chain, 0.001):
        return f"Not yet: 0.1 · 0.1 · 0.1 is not {chain:g}."
    of_residual = {
        0.001: "that is the chain again. A residual layer adds its input: its "
        "slope is 1 + 0.1.",
        1.3: "slopes multiply, and each layer's is 1 + 0.1.",
        1.001: "there is an input to add in *each* layer, not once around all "
        "three.",
        3.3: "slopes multiply along the way, they do not add.",
        0.729: "the layer adds to its input: 1 + 0.1, not 1 − 0.1.",
    }
    for mistake, reason in of_residual.items():
        if np.isclose(residual, mistake):
            return f"Not yet: {reason}"
    if not np.isclose(residual, 1.331, atol=5e-4):
        return f"Not yet: {residual:g} is not the product of three slopes."
    return (
        "Right: 0.001 and 1.331. Multiplied out, 1.1³ = 1 + 3·0.1 + 3·0.01 + "
        "0.001: eight paths, and one of them goes around every layer."
    )
