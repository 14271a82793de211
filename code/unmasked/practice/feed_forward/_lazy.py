"""Exercise: count active units, and dead ones.

Lesson: docs/transformer/feed-forward.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_lazy(function: Callable[[ndarray], Any]) -> None:
    """The share of active numbers, and the number of units never active.

    Example:
        >>> check_lazy(lambda hidden: ((hidden > 0).mean(), 0))
        Not yet: the share is right. A unit is a column, and it is dead
        if it is zero for every token: there are 2 of them.
    """
    rng = np.random.default_rng(0)
    hidden = np.maximum(rng.standard_normal((12, 10)) - 0.5, 0)
    hidden[:, [2, 5]] = 0
    hidden[3] = 0  # a token that wakes nobody
    answer = call(function, hidden)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != (2,):
        say("Not yet: return two numbers, a share and a count.")
    else:
        say(_judge(float(answer[0]), float(answer[1]), hidden))


def _judge(share: float, dead: float, hidden: ndarray) -> str:
    on = hidden > 0
    count = int((~on.any(axis=0)).sum())
    if not np.isclose(share, on.mean()):
        if np.isclose(share, 1 - on.mean()):
            return "Not yet: that is the share of silent numbers."
        if np.isclose(share, hidden.mean()):
            return (
                "Not yet: that is the mean activation. Count how many are "
                "above zero."
            )
        return f"Not yet: {on.mean():.3f} of all numbers are above zero."
    if dead == count:
        return (
            "Right: silent for one token is normal, silent for all is dead. "
            "No gradient reaches a dead ReLU: only lower layers can wake it."
        )
    if dead == (~on.any(axis=1)).sum():
        return "Not yet: those are tokens (rows) that no unit answers to."
    if dead == (~on).sum():
        return "Not yet: that counts silent numbers, not silent units."
    if np.isclose(dead, count / on.shape[1]):
        return "Not yet: as a number of units, not as a share."
    return (
        "Not yet: the share is right. A unit is a column, and it is dead if "
        f"it is zero for every token: there are {count} of them."
    )
