"""Exercise: RMSNorm on paper, and of a token turned around.

Lesson: docs/transformer/normalization-and-residuals.md
"""

from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import numbers, say

TOKEN = np.array([0.0, 2.0, 4.0, 4.0])


def check_rms(once: Any, turned: Any) -> None:
    """RMSNorm of (0, 2, 4, 4) and of −10 times it, without ε and gain.

    Example:
        >>> check_rms([0, 1 / 3, 2 / 3, 2 / 3], [0, 0, 0, 0])
        Not yet: that is a vector of length 1. The *mean* square is 1,
        so with four entries the length is 2.
    """
    one, back = numbers(once, shape=(4,)), numbers(turned, shape=(4,))
    wrong = next((part for part in (one, back) if isinstance(part, str)), None)
    say(wrong or _judge(np.asarray(one), np.asarray(back)))


def _judge(once: ndarray, turned: ndarray) -> str:
    right = TOKEN / 3
    mistakes = {
        "that is a vector of length 1. The *mean* square is 1, so with four "
        "entries the length is 2.": TOKEN / 6,
        "you divided by the mean square, 9. Take its root.": TOKEN / 9,
        "you took the mean away first. That is LayerNorm.": (
            TOKEN - TOKEN.mean()
        )
        / TOKEN.std(),
        "only the entries that are not 0 were counted. The mean is over "
        "four.": TOKEN / np.sqrt(12),
    }
    for reason, wrong in mistakes.items():
        if np.allclose(once, wrong, atol=0.005):
            return f"Not yet: {reason}"
    if not np.allclose(once, right, atol=0.005):
        return (
            "Not yet: the squares sum to 36, their mean is 9, and its root is "
            "3. Divide by that."
        )
    if np.allclose(turned, right, atol=0.005):
        return (
            "Not yet: a root mean square is never negative, so the signs stay."
        )
    if np.allclose(turned, -10 * right, atol=0.05):
        return (
            "Not yet: the larger token has a larger root mean square too, and "
            "is divided by it."
        )
    if not np.allclose(turned, -right, atol=0.005):
        return "Not yet: divide the larger token by 30."
    return (
        "Right: (0, 0.67, 1.33, 1.33), and the same with the signs turned. The "
        "size of a token is forgotten, its direction is kept."
    )
