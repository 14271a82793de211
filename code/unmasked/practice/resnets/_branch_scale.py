"""Exercise: how a stream grows through blocks, and how to hold it.

Lesson: docs/start/resnets.md
"""

from typing import Any

import numpy as np

from unmasked.practice._answers import numbers, say

BLOCKS = 100


def check_branch_scale(growth: Any, alpha: Any) -> None:
    """Growth of the standard deviation, and the factor that limits it.

    Each branch adds as much variance as its input has. With a factor α on
    each, the variance should grow to at most e times what went in.

    Example:
        >>> check_branch_scale(2.0**100, 0.1)
        Not yet: 2¹⁰⁰ is the growth of the variance. The standard
        deviation is its root.
    """
    given = []
    for answer in (growth, alpha):
        number = numbers(answer, shape=())
        if isinstance(number, str):
            say(number)
            return
        given.append(float(number))
    say(_judge(*given))


def _judge(growth: float, alpha: float) -> str:
    right = 2.0 ** (BLOCKS / 2)
    if np.isclose(growth, 2.0**BLOCKS):
        return (
            "Not yet: 2¹⁰⁰ is the growth of the variance. The standard "
            "deviation is its root."
        )
    if np.isclose(growth, np.sqrt(BLOCKS + 1), rtol=0.01):
        return (
            "Not yet: that is right where norms hold each branch at variance "
            "1. Here a branch is as large as what it is added to."
        )
    if not np.isclose(growth, right, rtol=0.02):
        return (
            f"Not yet: {growth:.3g} is not the growth. Each block doubles the "
            "variance. There are 100."
        )
    if np.isclose(alpha, 1 / BLOCKS):
        return (
            "Not yet: 1/100 holds it too, by far. α multiplies the branch, so "
            "its variance is multiplied by α²: a larger α is enough."
        )
    if alpha <= 0:
        return "Not yet: with 0 nothing of the branches is left, let α be more."
    total = (1 + alpha**2) ** BLOCKS
    if total > np.e * 1.001:
        return (
            f"Not yet: with α = {alpha:g} the variance grows {total:.3g} times."
        )
    if total < 2.5:
        return (
            f"Not yet: it grows only {total:.2f} times. Which α just reaches "
            "e? (1 + 1/n)ⁿ is nearly e."
        )
    return (
        f"Right: α = 1/√100 = 0.1 holds it at {total:.2f} times the variance, "
        f"where without it the stream grows {right:.1e} times as large."
    )
