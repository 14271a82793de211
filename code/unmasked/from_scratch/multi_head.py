"""Multi-head self-attention in NumPy, forward and backward.

Source: Vaswani et al. 2017, "Attention Is All You Need", §3.2.2,
https://arxiv.org/abs/1706.03762
Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Mapping

from jaxtyping import Bool, Float
from numpy import ndarray

from unmasked.from_scratch.linear import linear, linear_backward
from unmasked.from_scratch.scaled_dot_product import attend, attend_backward
from unmasked.from_scratch.weights import named, part


# --8<-- [start:multi_head]
def multi_head(
    x: Float[ndarray, "batch seq d_model"],
    weights: Mapping[str, ndarray],
    *,
    n_heads: int,
    mask: Bool[ndarray, "*#scores #seq #seq"] | None = None,
) -> Float[ndarray, "batch seq d_model"]:
    """Look at the same tokens in several ways, and combine what was seen.

        headᵢ = attend(x Qᵢ, x Kᵢ, x Vᵢ)
        multi_head(x) = concat(head₀, head₁, …) O

    Args:
        x: the tokens.
        weights: those of `attention.MultiHeadAttention`, by name.
        n_heads: number of heads.
        mask: True where a token may look.

    Example:
        >>> import numpy as np
        >>> names = ("q_proj", "k_proj", "v_proj", "o_proj")
        >>> weights = {f"{name}.weight": np.eye(4) for name in names}
        >>> x = np.ones((1, 3, 4))
        >>> multi_head(x, weights, n_heads=2)[0, 0]  # all alike: the average
        array([1., 1., 1., 1.])
    """
    query, key, value = (
        split(linear(x, **part(weights, name)), n_heads=n_heads)
        for name in ("q_proj", "k_proj", "v_proj")
    )
    heads = attend(query, key, value, mask)
    return linear(merge(heads), **part(weights, "o_proj"))


def multi_head_backward(
    grad: Float[ndarray, "batch seq d_model"],
    x: Float[ndarray, "batch seq d_model"],
    weights: Mapping[str, ndarray],
    *,
    n_heads: int,
    mask: Bool[ndarray, "*#scores #seq #seq"] | None = None,
) -> tuple[Float[ndarray, "batch seq d_model"], dict[str, ndarray]]:
    """Carry a gradient back through `multi_head`.

    x was used three times, so its gradient is a sum of three.

    Args:
        grad: the gradient of the output.
        x: what went in.
        weights: as in `multi_head`.
        n_heads: as in `multi_head`.
        mask: as in `multi_head`.
    """
    names = ("q_proj", "k_proj", "v_proj")
    query, key, value = (
        split(linear(x, **part(weights, name)), n_heads=n_heads)
        for name in names
    )
    heads = merge(attend(query, key, value, mask))
    d_heads, d_o = linear_backward(grad, heads, **part(weights, "o_proj"))
    d_heads = split(d_heads, n_heads=n_heads)
    grads = named("o_proj", d_o)
    d_x = 0.0 * x
    for name, d_projected in zip(
        names, attend_backward(d_heads, query, key, value, mask), strict=True
    ):
        through, found = linear_backward(
            merge(d_projected), x, **part(weights, name)
        )
        d_x = d_x + through
        grads |= named(name, found)
    return d_x, grads


# --8<-- [end:multi_head]


def split(
    x: Float[ndarray, "batch seq d_heads"], *, n_heads: int
) -> Float[ndarray, "batch heads seq d_head"]:
    """Cut the features into heads, and put the heads before the tokens.

    Raises:
        ValueError: if `n_heads` does not divide the width.

    Example:
        >>> import numpy as np
        >>> split(np.zeros((2, 5, 12)), n_heads=3).shape
        (2, 3, 5, 4)
    """
    batch, seq, width = x.shape
    if n_heads < 1 or width % n_heads:
        raise ValueError(f"{n_heads=} must divide {width=}")
    return x.reshape(batch, seq, n_heads, width // n_heads).swapaxes(1, 2)


def merge(
    heads: Float[ndarray, "batch heads seq d_head"],
) -> Float[ndarray, "batch seq d_heads"]:
    """Put the heads side by side again: undoes `split`."""
    batch, n_heads, seq, d_head = heads.shape
    return heads.swapaxes(1, 2).reshape(batch, seq, n_heads * d_head)
