"""Lab: the mean cross-entropy of a batch.

Lesson: docs/start/refresher.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.cross_entropy import cross_entropy
from unmasked.from_scratch.scaled_dot_product import softmax
from unmasked.practice._answers import call, say


def check_loss(function: Callable[[ndarray, ndarray], Any]) -> None:
    """Mean over the rows of log Σ exp(z) − z[target].

    Example:
        >>> from unmasked.from_scratch.cross_entropy import cross_entropy
        >>> check_loss(lambda z, target: len(z) * cross_entropy(z, target))
        Not yet: that is the sum over the batch. Take the mean, or the
        learning rate would depend on how many examples there are.
    """
    rng = np.random.default_rng(0)
    logits, target = rng.standard_normal((4, 3)), np.array([2, 0, 1, 1])
    answer = call(function, logits, target)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != ():
        say(f"Not yet: the loss of a batch is one number, not {answer.shape}.")
    else:
        say(_judge(function, float(answer), logits, target))


def _judge(
    function: Callable[[ndarray, ndarray], Any],
    answer: float,
    logits: ndarray,
    target: ndarray,
) -> str:
    right = cross_entropy(logits, target)
    if np.isclose(answer, len(logits) * right):
        return (
            "Not yet: that is the sum over the batch. Take the mean, or the "
            "learning rate would depend on how many examples there are."
        )
    if np.isclose(answer, -right):
        return "Not yet: the sign."
    p = softmax(logits)
    if np.isclose(answer, -np.log(p[:, target]).mean()):
        return (
            "Not yet: p[:, target] takes every row for every target. Pair "
            "them: p[np.arange(n), target]."
        )
    if not np.isclose(answer, right):
        return f"Not yet: it should be {right:.4f} and is {answer:.4f}."
    large = call(function, logits + 1000, target)
    if isinstance(large, str) or not np.isclose(large, right):
        return "Not yet: scores near 1000 break it. Subtract the row's largest."
    return "Right."
