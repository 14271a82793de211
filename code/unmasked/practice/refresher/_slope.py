"""Exercise: measure a slope by nudging.

Lesson: docs/start/refresher.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say

Loss = Callable[[float], float]


def check_slope(function: Callable[[Loss, float], Any]) -> None:
    """The slope of a loss at a weight, to six digits.

    Example:
        >>> check_slope(lambda loss, w: (loss(w + 1e-5) - loss(w)) / 1e-5)
        Not yet: close, with an error of 1e-05. A nudge to one side sees
        the bend: nudge to both sides.
    """
    errors = []
    for loss, w, exact in CASES:
        answer = call(function, loss, w)
        if isinstance(answer, str):
            say(answer)
            return
        if answer.shape != ():
            say(f"Not yet: a slope is one number; this has {answer.shape}.")
            return
        errors.append((float(answer), exact))
    say(_judge(errors))


CASES: list[tuple[Loss, float, float]] = [
    (lambda w: w**2, 3.0, 6.0),
    (lambda w: float(np.exp(-w)), 0.5, -float(np.exp(-0.5))),
]


def _judge(found: list[tuple[float, float]]) -> str:
    worst = max(abs(answer - exact) for answer, exact in found)
    if all(np.isclose(answer, 2 * exact, rtol=1e-3) for answer, exact in found):
        return "Not yet: twice the slope. From −ε to +ε it is 2ε, not ε."
    if all(np.isclose(answer, -exact, rtol=1e-3) for answer, exact in found):
        return "Not yet: the sign. Uphill to the right is a positive slope."
    if all(abs(answer) < 1e-3 for answer, _ in found):
        return "Not yet: a difference of losses is not a slope. Divide by 2ε."
    if worst < 1e-6:
        return f"Right: the error is {worst:.0e}."
    if worst < 1e-2:
        return (
            f"Not yet: close, with an error of {worst:.0e}. A nudge to one "
            "side sees the bend: nudge to both sides."
        )
    return f"Not yet: at w = 3 the slope of w² is 6, not {found[0][0]:.4g}."
