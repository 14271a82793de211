"""Lab: ALiBi in causal attention.

Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.scaled_dot_product import softmax
from unmasked.practice._answers import call, say


def check_alibi(function: Callable[[ndarray, float], Any]) -> None:
    """Causal weights from scores, (n, n), and a head's slope.

    Example:
        >>> check_alibi(lambda scores, slope: softmax(scores))
        Not yet: token 0 gives weight to tokens that come after it. Set
        their scores to −∞ before the softmax.
    """
    scores = np.random.default_rng(0).standard_normal((5, 5))
    answer = call(function, scores, 0.25)
    say(answer if isinstance(answer, str) else _judge(answer, scores, 0.25))


def weights(scores: ndarray, bias: ndarray) -> ndarray:
    """Causal weights of biased scores.

    Example:
        >>> weights(np.zeros((2, 2)), np.zeros((2, 2)))
        array([[1. , 0. ],
               [0.5, 0.5]])
    """
    ahead = np.triu(np.ones(scores.shape, dtype=bool), k=1)
    return softmax(np.where(ahead, -np.inf, scores + bias))


def _judge(answer: ndarray, scores: ndarray, slope: float) -> str:
    n = len(scores)
    distance = np.abs(np.arange(n)[:, None] - np.arange(n))
    if answer.shape != scores.shape:
        return f"Not yet: weights have the shape of scores, {scores.shape}."
    if np.allclose(answer, weights(scores, -slope * distance)):
        return (
            "Right: the same as before, with −slope · distance added. Nothing "
            "is learned, and no length is too long."
        )
    if np.abs(np.triu(answer, k=1)).max() > 0.01:
        return (
            "Not yet: token 0 gives weight to tokens that come after it. Set "
            "their scores to −∞ before the softmax."
        )
    mistakes = [
        (slope * distance, "the sign: this prefers what is far away."),
        (0 * distance, "the bias is missing."),
        (-distance, "the slope is missing."),
    ]
    for bias, reason in mistakes:
        if np.allclose(answer, weights(scores, bias)):
            return f"Not yet: {reason}"
    if not np.allclose(answer.sum(axis=1), 1):
        return (
            "Not yet: rows do not sum to 1. The bias is added to the scores, "
            "before the softmax."
        )
    return "Not yet: add −slope · |i − j| to the scores, mask, then softmax."
