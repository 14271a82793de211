"""Exercise: LayerNorm of four numbers on paper.

Lesson: docs/transformer/normalization-and-residuals.md
"""

from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import numbers, say

TOKEN = np.array([1.0, 1.0, 1.0, 9.0])


def check_normal(normal: Any) -> None:
    """LayerNorm of (1, 1, 1, 9), without ε, gain and bias.

    Example:
        >>> check_normal([-2, -2, -2, 6])
        Not yet: centered, but not divided: the mean of the squares is
        12, and σ its root.
    """
    answer = numbers(normal, shape=(4,))
    say(answer if isinstance(answer, str) else _judge(answer))


def _judge(answer: ndarray) -> str:
    centered = TOKEN - TOKEN.mean()
    mistakes = {
        "centered, but not divided: the mean of the squares is 12, and σ its "
        "root.": centered,
        "you divided by the variance, 12. Divide by its root.": centered / 12,
        "you divided the squares by 3, as `std` does in some libraries. "
        "LayerNorm takes their mean: divide by 4.": centered / 4,
        "the mean was not taken away. That is RMSNorm.": TOKEN
        / np.sqrt((TOKEN**2).mean()),
        "you divided by σ without taking the mean away first.": TOKEN
        / TOKEN.std(),
    }
    for reason, wrong in mistakes.items():
        if np.allclose(answer, wrong, atol=0.005):
            return f"Not yet: {reason}"
    if not np.isclose(answer.sum(), 0, atol=0.02):
        return (
            f"Not yet: what comes out has mean 0, so it sums to 0, not to "
            f"{answer.sum():.3g}."
        )
    if not np.allclose(answer, centered / TOKEN.std(), atol=0.005):
        return (
            "Not yet: the mean square of what comes out is 1, and here it is "
            f"{(answer**2).mean():.3g}."
        )
    return (
        "Right: (−0.58, −0.58, −0.58, 1.73). Any number above 1 in place of "
        "the 9 gives the same: one above three equal ones becomes √3."
    )
