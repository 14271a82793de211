"""ALiBi in NumPy: scores fall in a straight line with distance.

Source: Press, Smith and Lewis 2022, "Train Short, Test Long: Attention with
Linear Biases Enables Input Length Extrapolation", §3,
https://arxiv.org/abs/2108.12409
Lesson: docs/transformer/positional-encoding.md
"""

import numpy as np
from jaxtyping import Float
from numpy import ndarray


# --8<-- [start:alibi_bias]
def alibi_bias(seq: int, *, n_heads: int) -> Float[ndarray, "heads seq seq"]:
    """What to add to the scores: −m · distance.

        biasₕᵢⱼ = −mₕ |i − j|,  mₕ = 2^(−8(h+1)/n)

    Args:
        seq: number of tokens.
        n_heads: number of heads, a power of two (other numbers have a rule of
            their own, in `unmasked.positions.alibi`).

    Raises:
        ValueError: if `n_heads` is no power of two.

    Example:
        >>> alibi_bias(3, n_heads=8)[0]
        array([[-0. , -0.5, -1. ],
               [-0.5, -0. , -0.5],
               [-1. , -0.5, -0. ]])
    """
    if n_heads < 1 or n_heads & (n_heads - 1):
        raise ValueError(f"{n_heads=} must be a power of two")
    slopes = 2.0 ** (-8 * np.arange(1, n_heads + 1) / n_heads)
    places = np.arange(seq)
    return -slopes[:, None, None] * np.abs(places[:, None] - places)


# --8<-- [end:alibi_bias]
