"""Lab: train the network until it tells the arms of a spiral apart.

Lesson: docs/start/refresher.md
"""

from collections.abc import Callable
from typing import Any

from numpy import ndarray

from unmasked.from_scratch.spiral import spiral
from unmasked.practice._answers import call, say


def check_training(predict: Callable[[ndarray], Any]) -> None:
    """At least 95 of 100 fresh points on the right arm.

    Example:
        >>> import numpy as np
        >>> check_training(lambda x: np.zeros(len(x), dtype=int))
        Not yet: 33 of 100 fresh points are right, as by guessing. Has
        it been trained?
    """
    x, arm = spiral(900, seed=12345)
    answer = call(predict, x)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape == (900, 3):
        say("Not yet: these are scores. Give the class: argmax of each row.")
    elif answer.shape != (900,):
        say(f"Not yet: 900 points give 900 classes, not {answer.shape}.")
    else:
        say(_judge(round(100 * float((answer == arm).mean()))))


def _judge(percent: int) -> str:
    said = f"{percent} of 100 fresh points are right"
    if percent < 45:
        return f"Not yet: {said}, as by guessing. Has it been trained?"
    if percent < 95:
        return f"Not yet: {said}. More steps, or another rate: try 1."
    return f"Right: {said}."
