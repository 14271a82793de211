"""Lab: the table of sinusoids, as printed.

Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.sinusoidal import sinusoidal_positions
from unmasked.practice._answers import call, say


def check_sinusoids(function: Callable[[int, int], Any]) -> None:
    """From a length and a width, a row of sines and cosines a position.

    Example:
        >>> check_sinusoids(lambda n, d: np.zeros((n, d)))
        Not yet: position 1 should begin with [0.841 0.540], sine and
        cosine of one radian, not [0.000 0.000].
    """
    n, d = 5, 6
    answer = call(function, n, d)
    say(answer if isinstance(answer, str) else _judge(answer, n, d))


def _judge(answer: ndarray, n: int, d: int) -> str:
    right = sinusoidal_positions(np.arange(n), d_model=d)
    if answer.shape != (n, d):
        return f"Not yet: the shape should be {(n, d)}, not {answer.shape}."
    if np.allclose(answer, right):
        return "Right: a row for each position, a clock for each pair."
    apart = np.concatenate([right[:, 0::2], right[:, 1::2]], axis=1)
    if np.allclose(answer, apart):
        return (
            "Not yet: all sines stand before all cosines. That is the order "
            "of the released code; the paper's alternates."
        )
    steep = np.arange(n)[:, None] * 10_000.0 ** -(np.arange(d) / d)
    alone = np.where(np.arange(d) % 2 == 0, np.sin(steep), np.cos(steep))
    if np.allclose(answer, alone):
        return (
            "Not yet: sine and cosine of a pair must have the same frequency: "
            "the exponent is 2i/d for both."
        )
    if np.allclose(answer[:, 0::2], right[:, 1::2]):
        return "Not yet: the sine comes first, then the cosine."
    first, said = (_three(row[1, :2]) for row in (right, answer))
    return (
        f"Not yet: position 1 should begin with {first}, sine and cosine of "
        f"one radian, not {said}."
    )


def _three(pair: ndarray) -> str:
    return f"[{pair[0]:.3f} {pair[1]:.3f}]"
