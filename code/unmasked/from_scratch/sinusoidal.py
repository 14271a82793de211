"""Sinusoidal positions in NumPy.

Source: Vaswani et al. 2017, "Attention Is All You Need", §3.5,
https://arxiv.org/abs/1706.03762
Lesson: docs/transformer/positional-encoding.md
"""

import numpy as np
from jaxtyping import Float, Shaped
from numpy import ndarray


# --8<-- [start:sinusoidal_positions]
def sinusoidal_positions(
    positions: Shaped[ndarray, "*axes"], *, d_model: int
) -> Float[ndarray, "*axes d_model"]:
    """Give each position a vector of sines and cosines.

        PE(p, 2i)   = sin(p / 10000^(2i/d))
        PE(p, 2i+1) = cos(p / 10000^(2i/d))

    Args:
        positions: where the tokens stand.
        d_model: width of the vectors, even.

    Raises:
        ValueError: if `d_model` is odd.

    Example:
        >>> sinusoidal_positions(np.arange(2), d_model=4).round(4)
        array([[0.    , 1.    , 0.    , 1.    ],
               [0.8415, 0.5403, 0.01  , 1.    ]])
    """
    if d_model % 2:
        raise ValueError(
            f"{d_model=} must be even: each sine comes with a cosine"
        )
    frequencies = 10_000.0 ** -(np.arange(0, d_model, 2) / d_model)
    angles = positions[..., None] * frequencies
    encoded = np.empty((*positions.shape, d_model))
    encoded[..., 0::2] = np.sin(angles)
    encoded[..., 1::2] = np.cos(angles)
    return encoded


# --8<-- [end:sinusoidal_positions]


# --8<-- [start:shift_matrix]
def shift_matrix(shift: float, *, d_model: int) -> Float[ndarray, "d d"]:
    """The one matrix that moves every position on: PE(p + k) = M PE(p).

    By the addition formulas each pair (sin a, cos a) turns into
    (sin a cos b + cos a sin b, cos a cos b − sin a sin b) with b = k·θᵢ,
    whatever a is. M is a rotation: its inverse is its transpose.

    Args:
        shift: how many positions to move on.
        d_model: width of the vectors, even.

    Raises:
        ValueError: if `d_model` is odd.

    Example:
        >>> here, there = sinusoidal_positions(np.array([7, 9]), d_model=6)
        >>> np.allclose(shift_matrix(2, d_model=6) @ here, there)
        True
    """
    sin_cos = sinusoidal_positions(np.array(shift), d_model=d_model)
    sin, cos = np.repeat(sin_cos[0::2], 2), np.repeat(sin_cos[1::2], 2)
    above = sin[:-1].copy()
    above[1::2] = 0.0  # a pair does not touch the next
    return np.diag(cos) + np.diag(above, k=1) - np.diag(above, k=-1)


# --8<-- [end:shift_matrix]
