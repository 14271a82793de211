"""Exercise: a cross-entropy that survives large scores.

Lesson: docs/start/refresher.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.cross_entropy import cross_entropy
from unmasked.practice._answers import call, say


def check_cross_entropy(function: Callable[[ndarray, int], Any]) -> None:
    """One row of scores and the right class; the loss in nats.

    Example:
        >>> check_cross_entropy(lambda z, target: -np.log(z[target]))
        Not yet: that is the logarithm of a score. Turn the scores into
        probabilities first.
    """
    logits, target = np.array([2.0, 0.5, 1.0]), 1
    answer = call(function, logits, target)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != ():
        say(f"Not yet: a loss is one number, and this has {answer.shape}.")
    else:
        say(_judge(function, float(answer), logits, target))


def _judge(
    function: Callable[[ndarray, int], Any],
    answer: float,
    logits: ndarray,
    target: int,
) -> str:
    powers = np.exp(logits)
    p = powers / powers.sum()
    right = cross_entropy(logits[None], np.array([target]))
    if np.isclose(answer, -np.log(logits[target])):
        return (
            "Not yet: that is the logarithm of a score. Turn the scores into "
            "probabilities first."
        )
    if np.isclose(answer, np.log(p[target])):
        return "Not yet: the sign. A probability below 1 has a negative log."
    if np.isclose(answer, -np.log2(p[target])):
        return "Not yet: this is in bits. The course counts in nats: np.log."
    if np.isclose(answer, 1 - p[target]):
        return "Not yet: 1 − p is not the loss. It is −log p."
    if np.isclose(answer, -np.log(p).sum()):
        return "Not yet: only the right class counts, not the sum over all."
    if not np.isclose(answer, right):
        return (
            f"Not yet: for {logits} and class {target} it is not {answer:.3f}."
        )
    large = call(function, logits + 1000, target)
    if isinstance(large, str) or not np.isclose(large, right):
        return (
            "Not yet: right for small scores. Add 1000 to all of them, which "
            "should change nothing, and it breaks: subtract the largest first."
        )
    far = call(function, np.array([0.0, -2000.0]), 1)
    if isinstance(far, str) or not np.isclose(far, 2000):
        return (
            "Not yet: a class 2,000 below the best gives inf, since its "
            "probability rounds to 0. Take the logarithm on paper: "
            "log Σexp(z) − z[target]."
        )
    return "Right: and it stays right for scores of any size."
