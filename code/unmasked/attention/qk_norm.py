"""Query-key normalization: scores that are cosines.

Here the original, with unit vectors and one learned scale. Today's models put
a norm with learned gains on each head instead (ViT-22B a LayerNorm, Qwen3 and
Gemma 3 an RMSNorm): `GroupedQueryAttention(q_norm=…, k_norm=…)`.

Source: Henry et al. 2020, "Query-Key Normalization for Transformers",
https://arxiv.org/abs/2010.04245; on each head: Dehghani et al. 2023, "Scaling
Vision Transformers to 22 Billion Parameters", §2,
https://arxiv.org/abs/2302.05442
Lesson: docs/transformer/normalization-and-residuals.md
"""

import math

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from torch import Tensor, nn

from unmasked.attention import fused
from unmasked.attention.protocols import Attend
from unmasked.attention.shapes import check_shapes


# --8<-- [start:CosineAttention]
class CosineAttention(nn.Module):
    """Compare directions only: no query or key can shout.

        attend(Q, K, V) = softmax(g · Q̂K̂ᵀ + bias) V,  with unit rows Q̂ and K̂

    Cosines lie between −1 and 1, too close together for a softmax over many
    keys to choose. So a learned g stretches them; it starts at log₂(L² − L)
    for sequences of length L, the paper's rule of thumb. A way to attend that
    has weights: `MultiHeadAttention(attend=CosineAttention(length=512))`.

    Args:
        length: L, how long sequences usually are; at least 2.
        attend: how to attend once queries and keys are unit vectors.

    Raises:
        ValueError: if `length` is below 2, or shapes do not fit.

    Example:
        >>> attention = CosineAttention(length=2)
        >>> query, key = torch.eye(2), 1000 * torch.eye(2)
        >>> attention(query, key, value=torch.tensor([[0.0], [10.0]]))
        tensor([[2.6894],
                [7.3106]], grad_fn=<ViewBackward0>)
    """

    def __init__(self, *, length: int, attend: Attend = fused.attend) -> None:
        super().__init__()
        if length < 2:
            raise ValueError(f"{length=} must be at least 2")
        self.gain = nn.Parameter(torch.tensor(math.log2(length**2 - length)))
        self.attend = attend

    def forward(
        self,
        query: Float[Tensor, "*#heads q d"],
        key: Float[Tensor, "*#heads k d"],
        value: Float[Tensor, "*#heads k v"],
        mask: Bool[Tensor, "*#heads #q #k"] | None = None,
        *,
        causal: bool = False,
        bias: Float[Tensor, "*#heads #q #k"] | None = None,
        scale: float | None = None,
    ) -> Float[Tensor, "*heads q v"]:
        """Average the values; the arguments are those of any `attend`.

        Only the scale means something else: what g · Q̂K̂ᵀ is multiplied by;
        1 by default.
        """
        check_shapes(query, key, value, mask=mask, bias=bias)
        query, key = F.normalize(query, dim=-1), F.normalize(key, dim=-1)
        return self.attend(
            *(self.gain * query, key, value, mask),
            causal=causal,
            bias=bias,
            scale=1.0 if scale is None else scale,
        )


# --8<-- [end:CosineAttention]
