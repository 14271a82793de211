"""Soft-capped attention: scores that cannot grow past a limit.

Source: Gemma Team 2024, "Gemma 2", §2 (logit soft-capping),
https://arxiv.org/abs/2408.00118
"""

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from unmasked.attention.scaled_dot_product import masked_softmax
from unmasked.attention.shapes import check_shapes


# --8<-- [start:soft_cap]
def soft_cap(
    logits: Float[Tensor, "*axes"], *, cap: float
) -> Float[Tensor, "*axes"]:
    """Bend numbers so that they stay between −cap and cap.

        soft_cap(x) = cap · tanh(x / cap)

    Small numbers hardly change; unlike clipping, large ones keep a gradient
    and their order. Gemma 2 caps attention scores at 50 and the logits of the
    vocabulary at 30.

    Raises:
        ValueError: if `cap` is not positive.

    Example:
        >>> soft_cap(torch.tensor([1.0, 50.0, 1000.0]), cap=50.0)
        tensor([ 0.9999, 38.0797, 50.0000])
    """
    if cap <= 0:
        raise ValueError(f"{cap=} must be positive")
    return cap * torch.tanh(logits / cap)


# --8<-- [end:soft_cap]


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
    cap: float = 50.0,
) -> Float[Tensor, "*heads q v"]:
    """Average the values, by scores that are capped before the softmax.

        attend(Q, K, V) = softmax(soft_cap(QKᵀ/√d) + bias) V

    PyTorch's fused kernels know no cap, so the matrix of weights is held.

    Args:
        query: what each position looks for.
        key: what each position can be found by.
        value: what each position gives when it is looked at.
        mask: True where a query may look; broadcasts over leading axes.
        causal: also forbid looking ahead, counting from the last position.
        bias: added to the capped scores.
        scale: what the dot products are multiplied by; 1/√d by default.
        cap: no score is larger, nor smaller than its negative.

    Raises:
        ValueError: if shapes do not fit or `cap` is not positive.

    Example:
        >>> query = key = 100 * torch.eye(2)
        >>> attend(query, key, torch.tensor([[0.0], [1.0]]), cap=1.0)
        tensor([[0.2689],
                [0.7311]])
    """
    check_shapes(query, key, value, mask=mask, bias=bias)
    if scale is None:
        scale = query.shape[-1] ** -0.5
    scores = soft_cap(query @ key.mT * scale, cap=cap)
    if bias is not None:
        scores = scores + bias.to(scores.dtype)
    return masked_softmax(scores, mask, causal=causal) @ value


# --8<-- [end:attend]
