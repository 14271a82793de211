"""Points on a spiral: a small set to learn from that no straight line splits.

Lesson: docs/start/refresher.md
"""

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

ARMS = 3


# --8<-- [start:spiral]
def spiral(
    n: int, *, seed: int
) -> tuple[Float[ndarray, "n 2"], Int[ndarray, " n"]]:
    """Points of three intertwined arms, and the arm of each.

    Args:
        n: how many points, in turn from each arm.
        seed: another one gives other points of the same arms.

    Raises:
        ValueError: if n is negative.

    Example:
        >>> x, arm = spiral(6, seed=0)
        >>> x.shape, np.bincount(arm)
        ((6, 2), array([2, 2, 2]))
    """
    if n < 0:
        raise ValueError(f"{n=} must not be negative")
    rng = np.random.default_rng(seed)
    arm = np.arange(n) % ARMS
    radius = rng.uniform(0.08, 1, n)
    turn = 4 * radius + 2 * np.pi / ARMS * arm + 0.15 * rng.standard_normal(n)
    return radius[:, None] * np.stack([np.cos(turn), np.sin(turn)], 1), arm


# --8<-- [end:spiral]
