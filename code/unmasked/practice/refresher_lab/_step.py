"""Lab: one step of gradient descent.

Lesson: docs/start/refresher.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import BLANK, is_blank, say
from unmasked.practice.refresher_lab._network import Weights

Step = Callable[[Weights, Weights, float], Any]


def check_step(function: Step) -> None:
    """New weights: w − η ∂L/∂w, each by its own gradient.

    Example:
        >>> check_step(lambda w, g, rate: {k: w[k] + rate * g[k] for k in w})
        Not yet: that climbs. The gradient points uphill: subtract it.
    """
    weights = {"w1": np.array([1.0, 2.0]), "b1": np.array([3.0])}
    slopes = {"w1": np.array([10.0, -20.0]), "b1": np.array([5.0])}
    try:
        answer = function({**weights}, slopes, 0.1)
    except Exception as error:
        blank = "ellipsis" in str(error)
        problem = f"{type(error).__name__}: {error}"
        say(BLANK if blank else f"Not yet: it stops with {problem}")
        return
    blank = answer is ... or (
        isinstance(answer, dict) and is_blank(list(answer.values()))
    )
    say(BLANK if blank else _judge(answer))


def _judge(answer: Any) -> str:
    if not isinstance(answer, dict) or sorted(answer) != ["b1", "w1"]:
        return "Not yet: return a dict with the same names, w1 and b1."
    w1, b1 = np.asarray(answer["w1"]), np.asarray(answer["b1"])
    if np.allclose(w1, [2.0, 0.0]) and np.allclose(b1, 3.5):
        return "Not yet: that climbs. The gradient points uphill: subtract it."
    if np.allclose(w1, [-9.0, 22.0]):
        return "Not yet: the learning rate is missing."
    if np.allclose(w1, [-1.0, 2.0]):
        return "Not yet: these are the steps. Subtract them from the weights."
    if not (np.allclose(w1, [0.0, 4.0]) and np.allclose(b1, 2.5)):
        return f"Not yet: w1 should become [0, 4] and is {w1}."
    return "Right: each weight against its own slope."
