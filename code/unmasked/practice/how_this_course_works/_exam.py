"""Exercise: the chance to know a card, over both ways a review can go.

Lesson: docs/start/how-this-course-works.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say


def check_exam(function: Callable[[float, float, float], Any]) -> None:
    """Chance that the review succeeds, and of the exam after each outcome.

    Example:
        >>> check_exam(lambda known, if_known, if_missed: known * if_known)
        Not yet: the review that failed is missing. It happens too, and
        then the card may still be known in the exam.
    """
    known, if_known, if_missed = 0.8, 0.9, 0.5
    answer = call(function, known, if_known, if_missed)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != ():
        say(f"Not yet: a chance is one number, and this has {answer.shape}.")
    else:
        say(_judge(float(answer), known, if_known, if_missed))


def _judge(
    answer: float, known: float, if_known: float, if_missed: float
) -> str:
    missed = 1 - known
    if np.isclose(answer, known * if_known):
        return (
            "Not yet: the review that failed is missing. It happens too, and "
            "then the card may still be known in the exam."
        )
    if np.isclose(answer, (if_known + if_missed) / 2):
        return (
            "Not yet: the plain mean. But the two outcomes are not equally "
            "likely."
        )
    if np.isclose(answer, missed * if_known + known * if_missed):
        return "Not yet: the weights are exchanged."
    if not np.isclose(answer, known * if_known + missed * if_missed):
        return (
            f"Not yet: for {known}, {if_known} and {if_missed} it is not "
            f"{answer:.3f}."
        )
    return (
        "Right. An average weighted by chances. An attention head computes "
        "one too: of values, weighted by a softmax."
    )
