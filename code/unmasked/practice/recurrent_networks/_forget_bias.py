"""Exercise: how open a forget gate must start.

Lesson: docs/start/recurrent-networks.md
"""

from typing import Any

import numpy as np

from unmasked.practice._answers import numbers, say


def check_forget_bias(gate: Any, bias: Any) -> None:
    """A gate that keeps half of a cell over 100 steps, and its bias.

    Example:
        >>> check_forget_bias(0.5, 0.0)
        Not yet: a gate of 0.5 keeps half over one step. Over 100 it
        keeps 7.9e-31.
    """
    g, b = numbers(gate, shape=()), numbers(bias, shape=())
    wrong = next((part for part in (g, b) if isinstance(part, str)), None)
    say(wrong or _judge(float(np.asarray(g)), float(np.asarray(b))))


def _judge(gate: float, bias: float) -> str:
    if not 0 < gate < 1:
        return f"Not yet: a gate lies between 0 and 1, and {gate:g} does not."
    left = gate**100
    if np.isclose(gate, 0.5):
        return (
            "Not yet: a gate of 0.5 keeps half over one step. Over 100 it "
            f"keeps {left:.1e}."
        )
    if not 0.48 < left < 0.52:
        return f"Not yet: {gate:g} to the power 100 is {left:.2g}, not 0.5."
    right = np.log(gate / (1 - gate))
    if np.isclose(bias, gate, atol=0.001):
        return (
            "Not yet: the gate is right. The bias is what goes into σ, not "
            "what comes out: solve σ(b) = f."
        )
    if np.isclose(bias, -right, rtol=0.03):
        return "Not yet: the sign of the bias is wrong. Large b, open gate."
    if not np.isclose(bias, right, rtol=0.03):
        return (
            f"Not yet: σ({bias:g}) is {1 / (1 + np.exp(-bias)):.3f}. "
            "The inverse of σ is log(f / (1 − f))."
        )
    return (
        f"Right: f = {gate:.4f} and b = {bias:.2f}. The usual bias of 1 gives "
        "σ(1) = 0.73, which keeps a half over two steps."
    )
