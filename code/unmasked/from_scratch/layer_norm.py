"""Layer normalization in NumPy, forward and backward.

Source: Ba, Kiros and Hinton 2016, "Layer Normalization", §3, eq. 3,
https://arxiv.org/abs/1607.06450
Lesson: docs/transformer/normalization-and-residuals.md
"""

import numpy as np
from jaxtyping import Float
from numpy import ndarray


# --8<-- [start:layer_norm]
def layer_norm(
    x: Float[ndarray, "*axes d_model"],
    weight: Float[ndarray, " d_model"],
    bias: Float[ndarray, " d_model"] | None = None,
    *,
    eps: float = 1e-5,
) -> Float[ndarray, "*axes d_model"]:
    """Give every token mean 0 and variance 1, then a scale and a shift.

        (x − μ) / √(σ² + ε) · weight + bias

    NumPy's `var` divides by d, as it must here; `torch.std` would divide by
    d − 1.

    Example:
        >>> layer_norm(np.array([1.0, 2.0, 3.0]), np.ones(3), eps=0.0).round(4)
        array([-1.2247,  0.    ,  1.2247])
    """
    centered = x - x.mean(axis=-1, keepdims=True)
    variance = x.var(axis=-1, keepdims=True)
    out = centered / np.sqrt(variance + eps) * weight
    return out if bias is None else out + bias


# --8<-- [end:layer_norm]


# --8<-- [start:layer_norm_backward]
def layer_norm_backward(
    grad: Float[ndarray, "*axes d_model"],
    x: Float[ndarray, "*axes d_model"],
    weight: Float[ndarray, " d_model"],
    bias: Float[ndarray, " d_model"] | None = None,
    *,
    eps: float = 1e-5,
) -> tuple[Float[ndarray, "*axes d_model"], dict[str, ndarray]]:
    """Carry a gradient back through `layer_norm`.

    With n = (x − μ)/s, s = √(σ² + ε) and g = grad · weight:

        ∂L/∂x = (g − mean(g) − n · mean(g n)) / s
        ∂L/∂weight = Σ grad · n    ∂L/∂bias = Σ grad

    The two means are what g has along 1 and along n: the two directions in
    which a token can move without the norm's output noticing.

    Example:
        >>> x = np.array([1.0, 2.0, 3.0])
        >>> d_x, _ = layer_norm_backward(np.ones(3), x, np.ones(3))
        >>> d_x  # a shift of the whole output cannot come from the input
        array([0., 0., 0.])
    """
    centered = x - x.mean(axis=-1, keepdims=True)
    s = np.sqrt(x.var(axis=-1, keepdims=True) + eps)
    n = centered / s
    g = grad * weight
    along_one = g.mean(axis=-1, keepdims=True)
    along_n = (g * n).mean(axis=-1, keepdims=True)
    d_x = (g - along_one - n * along_n) / s

    tokens = tuple(range(x.ndim - 1))
    found = {"weight": (grad * n).sum(axis=tokens)}
    if bias is not None:
        found["bias"] = grad.sum(axis=tokens)
    return d_x, found


# --8<-- [end:layer_norm_backward]
