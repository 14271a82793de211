"""Exercise: the forgetting curve as a function.

Lesson: docs/start/how-this-course-works.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say

DECAY = 0.1542
FACTOR = 0.9 ** (-1 / DECAY) - 1


def check_curve(function: Callable[[ndarray, ndarray], Any]) -> None:
    """Days and stabilities, in arrays; the chance to recall for each.

    Example:
        >>> check_curve(lambda t, s: 0.9 ** (t / s))
        Not yet: that is the exponential curve. It agrees at 0 and at
        t = S, and then falls much faster than the formula.
    """
    days = np.array([0.0, 3.0, 10.0, 100.0])
    stability = np.array([10.0, 3.0, 5.0, 10.0])
    answer = call(function, days, stability)
    say(answer if isinstance(answer, str) else _judge(answer, days, stability))


def _judge(answer: ndarray, days: ndarray, stability: ndarray) -> str:
    if answer.shape != days.shape:
        return (
            f"Not yet: four days gave shape {answer.shape}, not (4,). Let "
            "NumPy do all of them at once, without a loop."
        )

    def is_off_by(other: ndarray) -> bool:
        return np.allclose(answer, other)

    ratio = days / stability
    if is_off_by(0.9**ratio):
        return (
            "Not yet: that is the exponential curve. It agrees at 0 and at "
            "t = S, and then falls much faster than the formula."
        )
    if is_off_by((1 + FACTOR * ratio) ** DECAY):
        return "Not yet: it rises with time. The sign of the exponent."
    if is_off_by((1 + ratio) ** -DECAY):
        return "Not yet: without F the chance at t = S is not 0.9."
    with np.errstate(divide="ignore"):
        if is_off_by((1 + FACTOR * stability / days) ** -DECAY):
            return "Not yet: days over stability, not stability over days."
    if not is_off_by((1 + FACTOR * ratio) ** -DECAY):
        return f"Not yet: for 100 days and S = 10 it is not {answer[3]:.3f}."
    return (
        "Right. At t = S it is 0.9, whatever S is: that is how stability is "
        "defined."
    )
