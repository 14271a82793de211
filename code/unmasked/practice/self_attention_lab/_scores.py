"""Lab: the scaled scores of a batch.

Lesson: docs/transformer/self-attention.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_scores(function: Callable[[ndarray, ndarray], Any]) -> None:
    """Scores QKᵀ/√d, with any number of axes in front.

    Example:
        >>> check_scores(lambda q, k: q @ k.swapaxes(-1, -2))
        Not yet: these are the bare dot products. Divide them by √d.
    """
    rng = np.random.default_rng(0)
    query = rng.standard_normal((2, 3, 5, 4))
    key = rng.standard_normal((2, 3, 7, 4))
    # One matrix first: what works there and not in a batch has its own reason.
    single = call(function, query[0, 0], key[0, 0])
    batch = call(function, query, key)
    if isinstance(single, str):
        say(single)
    elif single.shape != (5, 7):
        say(
            f"Not yet: 5 queries and 7 keys give scores of {single.shape}, "
            "they should be (5, 7): a row per query."
        )
    elif isinstance(batch, str) or batch.shape != (2, 3, 5, 7):
        say(
            "Not yet: right for one matrix, wrong for a batch. `key.T` turns "
            "all axes around; swap the last two only: key.swapaxes(-1, -2)."
        )
    else:
        say(_judge(batch, query @ key.swapaxes(-1, -2)))


def _judge(scores: ndarray, products: ndarray) -> str:
    d = 4
    mistakes = {
        1.0: "these are the bare dot products. Divide them by √d.",
        1 / d: "you divide by d. It is √d that keeps the spread at 1.",
        7**-0.5: "you divide by the root of the number of keys, not of d.",
        5**-0.5: "you divide by the root of the number of queries, not of d.",
        d**0.5: "you multiply by √d. Divide.",
    }
    for factor, reason in mistakes.items():
        if np.allclose(scores, products * factor):
            return f"Not yet: {reason}"
    if not np.allclose(scores, products / np.sqrt(d)):
        return "Not yet: the shape is right, the numbers are not QKᵀ/√d."
    return "Right: one score for each query and key, in any batch."
