"""Rotary positions in NumPy, in the paper's layout.

Source: Su et al. 2021, "RoFormer: Enhanced Transformer with Rotary Position
Embedding", §3.2.2 and eq. 34, https://arxiv.org/abs/2104.09864
Lesson: docs/transformer/positional-encoding.md
"""

import numpy as np
from jaxtyping import Float, Shaped
from numpy import ndarray


# --8<-- [start:rotate]
def rotate(
    x: Float[ndarray, "*heads seq d"],
    positions: Shaped[ndarray, " seq"],
    *,
    base: float = 10_000.0,
) -> Float[ndarray, "*heads seq d"]:
    """Turn each pair of neighboring features by an angle of its own.

        (a, b) → (a cos pθᵢ − b sin pθᵢ, a sin pθᵢ + b cos pθᵢ)
        θᵢ = base^(−2i/d)

    Turned queries and keys have products that depend on how far apart they
    are. To carry a gradient back, turn it back: `rotate(grad, -positions)`.

    Args:
        x: queries or keys.
        positions: where the tokens stand.
        base: how slowly the last pair turns.

    Raises:
        ValueError: if the width is odd.

    Example:
        >>> rotate(np.array([[1.0, 0.0]]), np.array([np.pi / 2])).round(4)
        array([[0., 1.]])
    """
    width = x.shape[-1]
    if width % 2:
        raise ValueError(f"{width=} must be even: features turn in pairs")
    angles = positions[:, None] * base ** -(np.arange(0, width, 2) / width)
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = x[..., 0::2], x[..., 1::2]
    turned = np.empty_like(x)
    turned[..., 0::2] = a * cos - b * sin
    turned[..., 1::2] = a * sin + b * cos
    return turned


# --8<-- [end:rotate]
