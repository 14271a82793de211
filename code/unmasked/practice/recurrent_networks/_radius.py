"""Exercise: which spectral radius keeps a hundredth over a hundred steps.

Lesson: docs/start/recurrent-networks.md
"""

from typing import Any

import numpy as np

from unmasked.practice._answers import numbers, say


def check_radius(radius: Any) -> None:
    """ρ with ρ¹⁰⁰ = 0.01.

    Example:
        >>> check_radius(0.9)
        Not yet: 0.9 to the power 100 is 2.7e-05, not 0.01.
    """
    answer = numbers(radius, shape=())
    say(answer if isinstance(answer, str) else _judge(float(answer)))


def _judge(radius: float) -> str:
    if np.isclose(radius, 0.0001, atol=1e-5):
        return "Not yet: that is 0.01/100. Factors multiply: take a root."
    if np.isclose(radius, 0.9999, atol=2e-5):
        return (
            "Not yet: losing a hundredth of a hundredth at each step leaves "
            "99 % at the end. Solve ρ¹⁰⁰ = 0.01."
        )
    if radius <= 0:
        return "Not yet: a radius is positive."
    if np.isclose(radius, 0.99, atol=1e-3):
        return (
            f"Not yet: that leaves {0.99**100:.2f}, a third. To lose 1 % a "
            "step is not to keep 1 % at the end."
        )
    left = radius**100
    if not 0.009 < left < 0.011:
        return f"Not yet: {radius:g} to the power 100 is {left:.1e}, not 0.01."
    return (
        f"Right: ρ = {radius:.3f}. Less than a twentieth lost at each step, "
        "and a hundred steps leave a hundredth."
    )
