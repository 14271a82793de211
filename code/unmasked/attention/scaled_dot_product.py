"""Scaled dot-product attention, the clear path: the formula, line by line.

Models run `unmasked.attention.fused`, which computes the same numbers with
PyTorch's fused kernels. This file is the one to read.

Source: Vaswani et al. 2017, "Attention Is All You Need", §3.2.1, eq. 1,
https://arxiv.org/abs/1706.03762
Lesson: docs/transformer/self-attention.md
"""

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from unmasked.attention.masks import causal_mask
from unmasked.attention.shapes import check_extras, check_shapes


# --8<-- [start:attention_weights]
# --8<-- [start:masked_softmax]
def masked_softmax(
    scores: Float[Tensor, "*heads q k"],
    mask: Bool[Tensor, "*#heads #q #k"] | None = None,
    *,
    causal: bool = False,
) -> Float[Tensor, "*heads q k"]:
    """Turn each query's scores into weights for the keys it may look at.

    Each row is a probability distribution over the keys that `mask` allows.
    A row that may look nowhere has nothing to average, so it is all zeros,
    and so are its gradients.

    Args:
        scores: how well each key matches each query.
        mask: True where a query may look; broadcasts over leading axes.
        causal: also forbid looking ahead, counting from the last position.

    Raises:
        ValueError: if `mask` does not broadcast to the scores.
        TypeError: if `mask` is not boolean.

    Example:
        >>> masked_softmax(torch.zeros(2, 2), causal=True)
        tensor([[1.0000, 0.0000],
                [0.5000, 0.5000]])
    """
    check_extras(tuple(scores.shape), mask)
    if causal:
        ahead = causal_mask(*scores.shape[-2:], device=scores.device)
        mask = ahead if mask is None else mask & ahead
    if mask is None:
        return scores.softmax(dim=-1)
    weights = scores.masked_fill(~mask, -torch.inf).softmax(dim=-1)
    # The softmax of a row of -inf is 0/0. Filling with zeros again defines it,
    # and stops the NaN from flowing back into the gradients.
    return weights.masked_fill(~mask, 0.0)


# --8<-- [end:masked_softmax]


def attention_weights(
    query: Float[Tensor, "*#heads q d"],
    key: Float[Tensor, "*#heads k d"],
    mask: Bool[Tensor, "*#heads #q #k"] | None = None,
    *,
    causal: bool = False,
    bias: Float[Tensor, "*#heads #q #k"] | None = None,
    scale: float | None = None,
) -> Float[Tensor, "*heads q k"]:
    """How much each query takes from each key: softmax(QKᵀ/√d + bias).

    A query that may look nowhere takes nothing.

    Args:
        query: what each position looks for.
        key: what each position can be found by.
        mask: True where a query may look; broadcasts over leading axes.
        causal: also forbid looking ahead, counting from the last position:
            the last query sees every key (right for decoding with a cache).
        bias: added to the scores before the softmax.
        scale: what the dot products are multiplied by; 1/√d by default.

    Raises:
        ValueError: if the widths of `query` and `key` differ, or if a shape
            does not broadcast.
        TypeError: if a tensor holds no real numbers, or `mask` no booleans.

    Example:
        >>> query = key = torch.eye(2)
        >>> attention_weights(query, key, causal=True)
        tensor([[1.0000, 0.0000],
                [0.3302, 0.6698]])
    """
    check_shapes(query, key, mask=mask, bias=bias)
    # q·k sums d products, so its variance grows with d. Dividing by √d keeps
    # the softmax out of the flat regions where gradients vanish (footnote 4).
    if scale is None:
        scale = query.shape[-1] ** -0.5
    scores = query @ key.mT * scale
    if bias is not None:
        scores = scores + bias.to(scores.dtype)
    return masked_softmax(scores, mask, causal=causal)


# --8<-- [end:attention_weights]


# --8<-- [start:attend]
def attend(
    query: Float[Tensor, "*#heads q d"],
    key: Float[Tensor, "*#heads k d"],
    value: Float[Tensor, "*#heads k v"],
    mask: Bool[Tensor, "*#heads #q #k"] | None = None,
    *,
    causal: bool = False,
    bias: Float[Tensor, "*#heads #q #k"] | None = None,
    scale: float | None = None,
) -> Float[Tensor, "*heads q v"]:
    """Average the values, weighted by how well each key matches each query.

        attend(Q, K, V) = softmax(QKᵀ/√d + bias) V

    Leading axes broadcast, so one key head can serve many query heads. Time
    and memory grow with q·k: the whole matrix of weights is held. A query
    that may look nowhere gets zeros.

    Args:
        query: what each position looks for.
        key: what each position can be found by.
        value: what each position gives when it is looked at.
        mask: True where a query may look; broadcasts over leading axes.
        causal: also forbid looking ahead, counting from the last position.
        bias: added to the scores before the softmax.
        scale: what the dot products are multiplied by; 1/√d by default.

    Raises:
        ValueError: if widths or lengths disagree, or a shape does not
            broadcast.
        TypeError: if a tensor holds no real numbers, or `mask` no booleans.

    Example:
        >>> query, key = torch.eye(2), torch.eye(2)
        >>> attend(query, key, value=torch.tensor([[0.0], [10.0]]))
        tensor([[3.3024],
                [6.6976]])
    """
    check_shapes(query, key, value, mask=mask, bias=bias)
    weights = attention_weights(
        query, key, mask, causal=causal, bias=bias, scale=scale
    )
    return weights @ value


# --8<-- [end:attend]
