"""Exercise: a softmax that does not overflow.

Lesson: docs/transformer/self-attention.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.scaled_dot_product import softmax
from unmasked.practice._answers import call, say


def check_softmax(function: Callable[[ndarray], Any]) -> None:
    """A softmax over the last axis that survives large scores.

    Example:
        >>> check_softmax(lambda s: np.exp(s) / np.exp(s).sum())
        Not yet: all entries together sum to 1. Each row must, by
        itself.
    """
    scores = np.random.default_rng(0).normal(size=(3, 4))
    large = np.array([[0.0, 1.0], [1000.0, 1001.0]])
    small, big = call(function, scores), call(function, large)
    wrong = next((part for part in (small, big) if isinstance(part, str)), None)
    say(wrong or _judge_softmax(scores, np.asarray(small), np.asarray(big)))


def _judge_softmax(scores: ndarray, weights: ndarray, large: ndarray) -> str:
    if weights.shape != scores.shape:
        return (
            f"Not yet: {scores.shape} scores give {weights.shape} weights. "
            "The shape must stay."
        )
    if np.isclose(weights.sum(), 1):
        return (
            "Not yet: all entries together sum to 1. Each row must, by itself."
        )
    if np.allclose(weights.sum(axis=0), 1):
        return "Not yet: the columns sum to 1. A query is a row: axis=-1."
    if not np.allclose(weights.sum(axis=-1), 1):
        return "Not yet: the rows do not sum to 1. Divide by their sums."
    if not np.allclose(weights, softmax(scores)):
        return "Not yet: the rows sum to 1, but they are not exp(s)/Σexp(s)."
    if np.isnan(large[1]).any():
        return (
            "Not yet: right for small scores, but exp(1000) overflows, and "
            "inf/inf is nan. Subtract the largest score first."
        )
    if np.isnan(large[0]).any():
        return (
            "Not yet: you subtract the largest score of all rows, and a row "
            "far below it becomes 0/0. Give each row its own: keepdims=True."
        )
    return "Right: rows sum to 1, and scores of 1000 do no harm."
