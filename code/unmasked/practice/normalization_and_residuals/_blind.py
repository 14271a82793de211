"""Exercise: directions that LayerNorm does not see.

Lesson: docs/transformer/normalization-and-residuals.md
"""

from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.layer_norm import layer_norm
from unmasked.practice._answers import numbers, say

TOKEN = np.array([0.0, 2.0, 2.0, 8.0])


def check_blind(first: Any, second: Any) -> None:
    """Two directions in which (0, 2, 2, 8) may move unnoticed.

    Example:
        >>> check_blind([1, 1, 1, 1], [2, 2, 2, 2])
        Not yet: the second is a multiple of the first. There is one of
        another kind.
    """
    one, two = numbers(first, shape=(4,)), numbers(second, shape=(4,))
    wrong = next((part for part in (one, two) if isinstance(part, str)), None)
    say(wrong or _judge(np.asarray(one), np.asarray(two)))


def _judge(one: ndarray, two: ndarray) -> str:
    before = layer_norm(TOKEN, np.ones(4), eps=0.0)
    for name, step in (("first", one), ("second", two)):
        if not step.any():
            return f"Not yet: the {name} is no direction, it is 0."
        small = 1e-4 * step / np.abs(step).max()
        moved = layer_norm(TOKEN + small, np.ones(4), eps=0.0) - before
        if np.abs(moved).max() > 1e-8:
            return (
                f"Not yet: a small step along the {name} moves the output. "
                "What can you do to all four numbers without changing how "
                "they lie among each other?"
            )
    if np.linalg.matrix_rank(np.stack([one, two]), tol=1e-6) < 2:
        return (
            "Not yet: the second is a multiple of the first. There is one of "
            "another kind."
        )
    return (
        "Right: a shift of all four, and a stretch away from their mean. The "
        "norm forgets both, so no gradient comes back along them."
    )
