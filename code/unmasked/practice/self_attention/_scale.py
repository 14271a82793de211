"""Exercise: the scale for entries that do not have variance 1.

Lesson: docs/transformer/self-attention.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say


def check_scale(scale: Callable[[int], Any]) -> None:
    """A factor that gives scores of spread 1 when entries have spread 1/2.

    Example:
        >>> check_scale(lambda d: d**-0.5)
        Not yet: the spread is the same for every d, but it is 0.25, not
        1. √d is for entries of spread 1. Redo the derivation with σ =
        1/2.
    """
    rng = np.random.default_rng(0)
    spread = {}
    for d in (16, 256):
        factor = call(scale, d)
        if isinstance(factor, str):
            say(factor)
            return
        query, key = rng.normal(scale=0.5, size=(2, 4000, d))
        spread[d] = float(((query * key).sum(axis=1) * factor).std())
    say(_judge_spread(spread[16], spread[256]))


def _judge_spread(narrow: float, wide: float) -> str:
    if wide > 1.5 * narrow:
        return (
            f"Not yet: at d=16 the spread is {narrow:.2g}, at d=256 "
            f"{wide:.2g}. It still grows with d."
        )
    if narrow > 1.5 * wide:
        return (
            f"Not yet: at d=16 the spread is {narrow:.2g}, at d=256 "
            f"{wide:.2g}. You divide by too much: √d, not d."
        )
    if abs(wide - 1) > 0.1:
        return (
            "Not yet: the spread is the same for every d, but it is "
            f"{wide:.2g}, not 1. √d is for entries of spread 1. Redo the "
            "derivation with σ = 1/2."
        )
    return f"Right: spread {narrow:.2f} at d=16 and {wide:.2f} at d=256."
