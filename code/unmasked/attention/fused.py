"""Scaled dot-product attention, the fast path: PyTorch's fused kernels.

The same function as `unmasked.attention.scaled_dot_product.attend`, with the
same signature and the same numbers, but the matrix of weights is never held:
memory grows with the length, not with its square. Models use this one unless
told otherwise.

Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html
Lesson: docs/transformer/self-attention.md
"""

import math

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from torch import Tensor

from unmasked.attention.masks import causal_mask
from unmasked.attention.shapes import check_shapes


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

    Leading axes broadcast. A query that may look nowhere gets zeros. Plain
    causal attention builds no mask at all. PyTorch holds the weights after all
    if the bias is learned (T5) or the values have another width than the keys.

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
    heads = check_shapes(query, key, value, mask=mask, bias=bias)
    n_query, n_key = query.shape[-2], key.shape[-2]
    if 0 in heads:  # for which a GPU's kernel returns None in bfloat16
        return query @ key.mT @ value
    # PyTorch's `is_causal` counts from the *first* position. That is the same
    # thing only for as many queries as keys; a cache has more keys.
    is_causal = False
    if causal and n_query == n_key and mask is None and bias is None:
        is_causal = True
    elif causal and n_query > 1:  # the last position sees everything
        ahead = causal_mask(n_query, n_key, device=query.device)
        mask = ahead if mask is None else mask & ahead
    if bias is not None:
        bias = bias.to(query.dtype)
        mask = bias if mask is None else bias.masked_fill(~mask, -torch.inf)
    folded = None if mask is None else _fold(mask, heads)
    output = F.scaled_dot_product_attention(
        _fold(query, heads, expand=True),
        _fold(key, heads, expand=True),
        _fold(value, heads, expand=True),
        attn_mask=folded,
        is_causal=is_causal,
        scale=scale,
    )
    if folded is not None and query.is_cuda:
        # In 16 bits cuDNN's kernel gives it other numbers, if the mask is of
        # booleans.
        hidden = ~folded if folded.dtype == torch.bool else folded.isneginf()
        output = output.masked_fill(hidden.all(-1, keepdim=True), 0)
    if len(heads) == 2:
        return output
    return output.reshape(*heads, n_query, value.shape[-1])


# --8<-- [end:attend]


def _fold(
    tensor: Tensor, heads: tuple[int, ...], *, expand: bool = False
) -> Tensor:
    """Turn the leading axes into two: a batch and its heads.

    PyTorch's kernels take no other number of axes; given one, it falls back
    to holding every weight. What broadcasts is not copied.
    """
    heads = (1,) * (2 - len(heads)) + heads
    batch = heads[:-1]
    if missing := len(heads) + 2 - tensor.ndim:
        tensor = tensor[(None,) * missing]
    if tensor.shape[:-3] != batch and any(n != 1 for n in tensor.shape[:-3]):
        tensor = tensor.expand(*batch, -1, -1, -1)
    if len(batch) > 1:
        tensor = tensor.flatten(0, -4)
    folded = (math.prod(batch), heads[-1])
    if expand and tensor.shape[:2] != folded:
        tensor = tensor.expand(*folded, -1, -1)
    return tensor
