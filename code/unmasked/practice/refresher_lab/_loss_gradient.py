"""Lab: the gradient of the loss with respect to the scores.

Lesson: docs/start/refresher.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.cross_entropy import cross_entropy_backward
from unmasked.from_scratch.scaled_dot_product import softmax
from unmasked.practice._answers import call, say


def check_loss_gradient(function: Callable[[ndarray, ndarray], Any]) -> None:
    """(p − one-hot) / n.

    Example:
        >>> from unmasked.from_scratch.scaled_dot_product import softmax
        >>> check_loss_gradient(lambda z, target: softmax(z) / len(z))
        Not yet: predicted, and now less what was right: subtract 1 at
        each target.
    """
    rng = np.random.default_rng(0)
    logits, target = rng.standard_normal((4, 3)), np.array([2, 0, 1, 1])
    answer = call(function, logits.copy(), target)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != logits.shape:
        say(f"Not yet: one slope per score, (4, 3), not {answer.shape}.")
    else:
        say(_judge(answer, logits, target))


def _judge(answer: ndarray, logits: ndarray, target: ndarray) -> str:
    n, right = len(logits), cross_entropy_backward(logits, target)
    if np.allclose(answer, softmax(logits) / n):
        return (
            "Not yet: predicted, and now less what was right: subtract 1 at "
            "each target."
        )
    if np.allclose(answer, n * right):
        return "Not yet: the loss is a mean, so each row counts 1/n."
    if np.allclose(answer, -right):
        return "Not yet: right less predicted. It is the other way round."
    everywhere = softmax(logits)
    everywhere[:, target] -= 1
    if np.allclose(answer, everywhere / n):
        return (
            "Not yet: p[:, target] −= 1 hits every row. Pair rows and "
            "targets: p[np.arange(n), target]."
        )
    if not np.allclose(answer, right):
        return "Not yet: the shape is right, the numbers are not (p − y)/n."
    return "Right: each row sums to 0. What one class gains, others lose."
