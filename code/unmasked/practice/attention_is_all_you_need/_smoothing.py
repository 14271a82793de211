"""Exercise: a smoothed target, as a distribution.

Lesson: docs/transformer/attention-is-all-you-need.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say


def check_smoothing(target: Callable[[int, int, float], Any]) -> None:
    """Right token, number of tokens and ε give the target's probabilities.

    Example:
        >>> check_smoothing(lambda y, n, e: (1 - e) * np.eye(n)[y])
        Not yet: it sums to 0.9. The 0.1 taken from the right token goes
        to all tokens alike.
    """
    answer = call(target, 2, 5, 0.1)
    if isinstance(answer, str):
        say(answer)
        return
    say(_judge(np.asarray(answer, dtype=float)))


def _judge(found: np.ndarray) -> str:
    if found.shape != (5,):
        return f"Not yet: its shape is {found.shape}, not (5,)."
    if abs(found.sum() - 1) > 1e-9:
        return (
            f"Not yet: it sums to {found.sum():.4g}. The 0.1 taken from the "
            "right token goes to all tokens alike."
        )
    others = np.delete(found, 2)
    if np.allclose(others, 0):
        return "Not yet: that is the target without smoothing."
    if not np.allclose(others, others[0]):
        return "Not yet: the wrong tokens should share alike."
    if np.isclose(others[0], 0.1 / 4):
        return (
            "Nearly: this spreads 0.1 over the four wrong tokens. The source "
            "that the paper cites, and PyTorch, spread it over all five, so "
            "the right one gets 0.92."
        )
    if not np.isclose(found[2], 0.92):
        return f"Not yet: the right token has {found[2]:.3g}, not 0.92."
    return "Right: 0.92 for the right token, 0.02 for each of the others."
