"""The feed-forward layers in NumPy, plain and gated, forward and backward.

Source: Vaswani et al. 2017, §3.3, https://arxiv.org/abs/1706.03762; gated:
Shazeer 2020, §2, https://arxiv.org/abs/2002.05202
Lesson: docs/transformer/feed-forward.md
"""

from collections.abc import Callable, Mapping

from jaxtyping import Float
from numpy import ndarray

from unmasked.from_scratch.linear import linear, linear_backward
from unmasked.from_scratch.weights import named, part

Activation = Callable[[ndarray], ndarray]


# --8<-- [start:mlp]
def mlp(
    x: Float[ndarray, "*axes d_model"],
    weights: Mapping[str, ndarray],
    activation: Activation,
) -> Float[ndarray, "*axes d_model"]:
    """Widen each token, bend it, and narrow it again.

        down(activation(up(x)))

    Args:
        x: the tokens.
        weights: those of `feed_forward.MLP`, by name.
        activation: such as `activations.relu`.

    Example:
        >>> import numpy as np
        >>> from unmasked.from_scratch.activations import relu
        >>> weights = {
        ...     "up_proj.weight": np.array([[1.0], [-1.0]]),
        ...     "down_proj.weight": np.array([[1.0, 1.0]]),
        ... }
        >>> mlp(np.array([[-3.0], [2.0]]), weights, relu)  # |x|
        array([[3.],
               [2.]])
    """
    hidden = activation(linear(x, **part(weights, "up_proj")))
    return linear(hidden, **part(weights, "down_proj"))


def mlp_backward(
    grad: Float[ndarray, "*axes d_model"],
    x: Float[ndarray, "*axes d_model"],
    weights: Mapping[str, ndarray],
    activation: Activation,
    slope: Activation,
) -> tuple[Float[ndarray, "*axes d_model"], dict[str, ndarray]]:
    """Carry a gradient back through `mlp`: the same steps, last one first.

    Args:
        grad: the gradient of the output.
        x: what went in.
        weights: as in `mlp`.
        activation: as in `mlp`.
        slope: its slope, such as `activations.relu_slope`.

    Example:
        >>> import numpy as np
        >>> from unmasked.from_scratch.activations import relu, relu_slope
        >>> weights = {
        ...     "up_proj.weight": np.array([[1.0], [-1.0]]),
        ...     "down_proj.weight": np.array([[1.0, 1.0]]),
        ... }
        >>> x = np.array([[-3.0], [2.0]])
        >>> d_x, _ = mlp_backward(np.ones((2, 1)), x, weights, relu, relu_slope)
        >>> d_x  # the slope of |x|
        array([[-1.],
               [ 1.]])
    """
    up, down = part(weights, "up_proj"), part(weights, "down_proj")
    hidden = linear(x, **up)
    d_bent, d_down = linear_backward(grad, activation(hidden), **down)
    d_hidden = d_bent * slope(hidden)
    d_x, d_up = linear_backward(d_hidden, x, **up)
    return d_x, {**named("up_proj", d_up), **named("down_proj", d_down)}


# --8<-- [end:mlp]


# --8<-- [start:gated]
def gated(
    x: Float[ndarray, "*axes d_model"],
    weights: Mapping[str, ndarray],
    activation: Activation,
) -> Float[ndarray, "*axes d_model"]:
    """Widen each token twice, let one decide how much of the other passes.

        down(activation(gate(x)) ⊙ up(x))

    Args:
        x: the tokens.
        weights: those of `feed_forward.GatedMLP`, by name.
        activation: `activations.silu` for SwiGLU.

    Example:
        >>> import numpy as np
        >>> names = ("gate_proj.weight", "up_proj.weight", "down_proj.weight")
        >>> weights = {name: np.ones((1, 1)) for name in names}
        >>> gated(np.array([3.0]), weights, lambda x: x)  # x²
        array([9.])
    """
    gate = activation(linear(x, **part(weights, "gate_proj")))
    hidden = gate * linear(x, **part(weights, "up_proj"))
    return linear(hidden, **part(weights, "down_proj"))


def gated_backward(
    grad: Float[ndarray, "*axes d_model"],
    x: Float[ndarray, "*axes d_model"],
    weights: Mapping[str, ndarray],
    activation: Activation,
    slope: Activation,
) -> tuple[Float[ndarray, "*axes d_model"], dict[str, ndarray]]:
    """Carry a gradient back through `gated`; x was used twice, so two parts.

    Args: as in `mlp_backward`.

    Example:
        >>> import numpy as np
        >>> names = ("gate_proj.weight", "up_proj.weight", "down_proj.weight")
        >>> weights = {name: np.ones((1, 1)) for name in names}
        >>> d_x, _ = gated_backward(
        ...     np.ones(1), np.array([3.0]), weights, lambda x: x, np.ones_like
        ... )
        >>> d_x  # the slope of x²
        array([6.])
    """
    names = ("gate_proj", "up_proj", "down_proj")
    gate, up, down = (part(weights, name) for name in names)
    asked, offered = linear(x, **gate), linear(x, **up)
    passed = activation(asked)
    d_hidden, d_down = linear_backward(grad, passed * offered, **down)
    from_gate, d_gate = linear_backward(
        d_hidden * offered * slope(asked), x, **gate
    )
    from_up, d_up = linear_backward(d_hidden * passed, x, **up)
    found = zip(names, (d_gate, d_up, d_down), strict=True)
    grads = {k: v for name, g in found for k, v in named(name, g).items()}
    return from_gate + from_up, grads


# --8<-- [end:gated]
