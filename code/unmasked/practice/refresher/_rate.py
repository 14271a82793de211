"""Exercise: the learning rate that lands in one step.

Lesson: docs/start/refresher.md
"""

from typing import Any

import numpy as np

from unmasked.practice._answers import numbers, say

BEND = 8.0  # of L = 4 w²


def check_rate(rate: Any) -> None:
    """The rate with which one step from w = 3 lands where 4w² is least.

    Example:
        >>> check_rate(0.25)
        Not yet: from 3 it lands on -3, and then on 3 again, for ever.
    """
    answer = numbers(rate, shape=())
    say(answer if isinstance(answer, str) else _judge(float(answer)))


def _judge(rate: float) -> str:
    landed = 3 - rate * BEND * 3
    if np.isclose(landed, 0):
        return (
            "Right: 1/λ, with λ = 8. Twice that, 2/λ, is where the steps "
            "begin to diverge."
        )
    if np.isclose(landed, -3):
        return "Not yet: from 3 it lands on -3, and then on 3 again, for ever."
    if rate <= 0:
        return f"Not yet: with {rate:g} the step goes uphill, or nowhere."
    if landed < -3:
        return f"Not yet: it lands on {landed:.3g}, farther out than before."
    if landed < 0:
        return f"Not yet: it lands on {landed:.3g}, past the lowest place."
    return f"Not yet: it lands on {landed:.3g}, short of the lowest place."
