"""Exercise: a mask that is causal and hides padding.

Lesson: docs/transformer/self-attention.md
"""

from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import BLANK, say


def check_mask(mask: Any) -> None:
    """Five positions, the last two of them padding, looking back only.

    Example:
        >>> check_mask(np.tri(5, dtype=bool))
        Not yet: position 3 may look at position 3, which is padding.
    """
    try:
        shown = np.broadcast_to(np.asarray(mask), (5, 5))
    except ValueError:
        shape = np.asarray(mask).shape
        say(f"Not yet: a mask of shape {shape} does not fit (5, 5) scores.")
        return
    say(BLANK if shown.dtype == object else _judge_mask(shown))


def _judge_mask(mask: ndarray) -> str:
    query, key = np.indices((5, 5))
    right = (key <= query) & (key < 3)
    if mask.dtype != bool:
        return f"Not yet: the mask holds {mask.dtype}. Make it boolean."
    if (mask == ~right).all():
        return "Not yet: this is upside down. True is where one may look."
    if not mask.diagonal()[:3].all():
        return (
            "Not yet: a position must see itself: causal is j ≤ i, not j < i."
        )
    for i, j in np.argwhere(mask & ~right):
        reason = "which is padding" if j > 2 else "which comes later"
        return f"Not yet: position {i} may look at position {j}, {reason}."
    # What padding itself sees is thrown away, so rows 3 and 4 are free.
    for i, j in np.argwhere((right & ~mask)[:3]):
        return f"Not yet: position {i} is kept from position {j}, a real token."
    return "Right: every query looks back, at real tokens only."
