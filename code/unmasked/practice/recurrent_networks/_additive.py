"""Exercise: one look back with additive attention.

Lesson: docs/start/recurrent-networks.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.scaled_dot_product import softmax
from unmasked.practice._answers import call, say


def check_additive(function: Callable[..., Any]) -> None:
    """The context for a writer's state s and a reader's states h.

    Example:
        >>> check_additive(lambda s, h, w, u, v: h.mean(axis=0))
        Not yet: every state gets the same weight. The scores must
        depend on s and h.
    """
    rng = np.random.default_rng(0)
    s, h = rng.normal(size=3), rng.normal(size=(5, 4))
    w, u = rng.normal(size=(6, 3)), rng.normal(size=(6, 4))
    v = rng.normal(size=6)
    answer = call(function, s, h, w, u, v)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape == (5,):
        say(
            "Not yet: these look like weights, one for each state. The "
            "context is the average of h that they give: weights @ h."
        )
    elif answer.shape != (4,):
        say(
            f"Not yet: the context is {answer.shape}, it should be (4,): as "
            "wide as a state of the reader."
        )
    else:
        say(_judge(answer, s, h, w, u, v))


def _judge(
    answer: ndarray, s: ndarray, h: ndarray, w: ndarray, u: ndarray, v: ndarray
) -> str:
    pairs = w @ s + h @ u.T
    mistakes = {
        "every state gets the same weight. The scores must depend on s and "
        "h.": (h.mean(axis=0)),
        "the tanh is missing. Without it w @ s adds the same to every score, "
        "and the softmax ignores it.": softmax(pairs @ v) @ h,
        "s has no part in the scores: the writer looks at the same place "
        "whatever it has written.": softmax(np.tanh(h @ u.T) @ v) @ h,
        "the scores are not weights yet: put them through a softmax.": (
            np.tanh(pairs) @ v @ h
        ),
    }
    for reason, wrong in mistakes.items():
        if np.allclose(answer, wrong):
            return f"Not yet: {reason}"
    if not np.allclose(answer, softmax(np.tanh(pairs) @ v) @ h):
        return "Not yet: the shape is right, the numbers are not those of αh."
    return "Right: scored by a small network, weighed, averaged."
