"""Exercise: one row of attention on paper.

Lesson: docs/transformer/self-attention.md
"""

from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import numbers, say
from unmasked.practice.self_attention._words import VECTORS, rows


def check_river(scores: Any, weights: Any) -> None:
    """The row of "river" in "the river bank": its scores and its weights.

    Example:
        >>> check_river([0, 4, 2], [1 / 21, 16 / 21, 4 / 21])
        Right: scores 0, 4, 2 and weights about 0.05, 0.76, 0.19.
    """
    s, w = numbers(scores, shape=(3,)), numbers(weights, shape=(3,))
    wrong = next((part for part in (s, w) if isinstance(part, str)), None)
    say(wrong or _judge_river(np.asarray(s), np.asarray(w)))


def _judge_river(scores: ndarray, weights: ndarray) -> str:
    words = ["the", "river", "bank"]
    right = rows("the river bank") @ VECTORS["river"]
    for word, mine, theirs in zip(words, scores, right, strict=True):
        if abs(mine - theirs) > 1e-6:
            return (
                f"Not yet: river·{word} is not {mine:g}. Multiply entry by "
                "entry, then add."
            )
    powers = np.exp2(right)
    if np.allclose(weights, powers, atol=0.01):
        return "Not yet: the powers are right. Divide them by their sum."
    if np.allclose(weights, right / right.sum(), atol=0.01):
        return (
            "Not yet: these are the scores over their sum. Raise 2 to each "
            "score first: a score of 0 still gets a weight."
        )
    if abs(weights.sum() - 1) > 0.01:
        return f"Not yet: the weights sum to {weights.sum():.4g}, not to 1."
    # Powers of two stand for exp(score/√2): right to one part in fifty.
    if not np.allclose(weights, powers / powers.sum(), atol=0.02):
        return "Not yet: the scores are right, the weights are not 2ˢ/Σ2ˢ."
    return "Right: scores 0, 4, 2 and weights about 0.05, 0.76, 0.19."
