"""Exercise: RMSNorm on paper, and of a token ten times as large.

Lesson: docs/transformer/normalization-and-residuals.md
"""

from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import numbers, say

TOKEN = np.array([3.0, 4.0, 0.0, 0.0])


def check_rms(once: Any, ten_times: Any) -> None:
    """RMSNorm of (3, 4, 0, 0) and of (30, 40, 0, 0), without ε and gain.

    Example:
        >>> check_rms([0.6, 0.8, 0, 0], [0.6, 0.8, 0, 0])
        Not yet: that is a vector of length 1. The *mean* square is 1,
        so with four entries the length is 2.
    """
    one, ten = numbers(once, shape=(4,)), numbers(ten_times, shape=(4,))
    wrong = next((part for part in (one, ten) if isinstance(part, str)), None)
    say(wrong or _judge(np.asarray(one), np.asarray(ten)))


def _judge(once: ndarray, ten_times: ndarray) -> str:
    right = TOKEN / 2.5
    mistakes = {
        "that is a vector of length 1. The *mean* square is 1, so with four "
        "entries the length is 2.": TOKEN / 5,
        "you divided by the mean square, 6.25. Take its root.": TOKEN / 6.25,
        "you took the mean away first. That is LayerNorm.": (
            TOKEN - TOKEN.mean()
        )
        / TOKEN.std(),
        "only the entries that are not 0 were counted. The mean is over "
        "four.": TOKEN / np.sqrt(12.5),
    }
    for reason, wrong in mistakes.items():
        if np.allclose(once, wrong, atol=0.005):
            return f"Not yet: {reason}"
    if not np.allclose(once, right, atol=0.005):
        return (
            "Not yet: the squares sum to 25, their mean is 25/4, and its root "
            "is 2.5. Divide by that."
        )
    if np.allclose(ten_times, 10 * right, atol=0.05):
        return (
            "Not yet: the larger token has a larger root mean square too, and "
            "is divided by it."
        )
    if not np.allclose(ten_times, right, atol=0.005):
        return "Not yet: for the larger token divide by 25."
    return (
        "Right: (1.2, 1.6, 0, 0), both times. Zeros stay zeros, and the size "
        "of a token is forgotten."
    )
