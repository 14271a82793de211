"""A linear layer in NumPy, forward and backward.

Weights lie as in `torch.nn.Linear`: one row for each output.
Lesson: docs/transformer/feed-forward.md
"""

from jaxtyping import Float
from numpy import ndarray


# --8<-- [start:linear]
def linear(
    x: Float[ndarray, "*axes d_in"],
    weight: Float[ndarray, "d_out d_in"],
    bias: Float[ndarray, " d_out"] | None = None,
) -> Float[ndarray, "*axes d_out"]:
    """Multiply each token by the same matrix: x Wᵀ + b.

    Example:
        >>> import numpy as np
        >>> linear(np.array([1.0, 2.0]), np.array([[3.0, 4.0]]))
        array([11.])
    """
    out = x @ weight.T
    return out if bias is None else out + bias


def linear_backward(
    grad: Float[ndarray, "*axes d_out"],
    x: Float[ndarray, "*axes d_in"],
    weight: Float[ndarray, "d_out d_in"],
    bias: Float[ndarray, " d_out"] | None = None,
) -> tuple[Float[ndarray, "*axes d_in"], dict[str, ndarray]]:
    """Carry a gradient back through `linear`: to its input, and its weights.

        ∂L/∂x = G W    ∂L/∂W = Gᵀ x    ∂L/∂b = Σ G

    The weights serve every token, so their gradients are sums over tokens.

    Example:
        >>> import numpy as np
        >>> grad, x = np.array([1.0]), np.array([1.0, 2.0])
        >>> linear_backward(grad, x, np.array([[3.0, 4.0]]))
        (array([3., 4.]), {'weight': array([[1., 2.]])})
    """
    tokens = x.reshape(-1, x.shape[-1])
    grads = grad.reshape(-1, grad.shape[-1])
    found = {"weight": grads.T @ tokens}
    if bias is not None:
        found["bias"] = grads.sum(axis=0)
    return grad @ weight, found


# --8<-- [end:linear]
