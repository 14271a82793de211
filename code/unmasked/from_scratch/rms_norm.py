"""Root-mean-square normalization in NumPy.

Source: Zhang and Sennrich 2019, "Root Mean Square Layer Normalization", §4,
https://arxiv.org/abs/1910.07467
Lesson: docs/transformer/normalization-and-residuals.md
"""

import numpy as np
from jaxtyping import Float
from numpy import ndarray


# --8<-- [start:rms_norm]
def rms_norm(
    x: Float[ndarray, "*axes d_model"],
    weight: Float[ndarray, " d_model"],
    *,
    eps: float = 1e-6,
) -> Float[ndarray, "*axes d_model"]:
    """Divide every token by the root of its mean square; no centering.

        x / √(mean(x²) + ε) · weight

    Example:
        >>> rms_norm(np.array([3.0, 4.0]), np.ones(2)).round(4)
        array([0.8485, 1.1314])
    """
    mean_square = (x**2).mean(axis=-1, keepdims=True)
    return x / np.sqrt(mean_square + eps) * weight


# --8<-- [end:rms_norm]
