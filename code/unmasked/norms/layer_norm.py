"""Layer normalization, the clear path: the formula, line by line.

Models run `unmasked.norms.fused`, which computes the same numbers in one
kernel of PyTorch. This file is the one to read.

Source: Ba, Kiros and Hinton 2016, "Layer Normalization", §3, eq. 3,
https://arxiv.org/abs/1607.06450
Lesson: docs/transformer/normalization-and-residuals.md
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from unmasked._sizes import check_positive, check_width


# --8<-- [start:LayerNorm]
class LayerNorm(nn.Module):
    """Give every token mean 0 and variance 1, then a learned scale and shift.

        μ = mean(x)    σ² = mean((x − μ)²)
        LayerNorm(x) = (x − μ) / √(σ² + ε) · weight + bias

    Mean and variance are taken over the features of one token: neither the
    batch nor the other positions matter, in training and afterwards alike.
    The variance is the biased one (÷ d, not ÷ (d − 1)), and ε stands inside
    the root, so a token of equal features gives `bias` and not 0/0.

    Args:
        d_model: number of features of a token.
        eps: ε, added to the variance.
        bias: learn a shift as well as a scale.

    Raises:
        ValueError: if `d_model` is not positive, or an input is not that wide.

    Example:
        >>> LayerNorm(d_model=4)(torch.tensor([1.0, 2.0, 3.0, 6.0])).detach()
        tensor([-1.0690, -0.5345,  0.0000,  1.6036])
    """

    def __init__(
        self, *, d_model: int, eps: float = 1e-5, bias: bool = True
    ) -> None:
        super().__init__()
        check_positive(d_model=d_model)
        self.d_model, self.eps = d_model, eps
        self.weight = nn.Parameter(torch.ones(d_model))
        self.bias = nn.Parameter(torch.zeros(d_model)) if bias else None

    def forward(
        self, x: Float[Tensor, "*axes d_model"]
    ) -> Float[Tensor, "*axes d_model"]:
        """Normalize each token by itself."""
        check_width(x, d_model=self.d_model)
        # bfloat16 carries 8 bits: a sum of a thousand terms would stop
        # growing. So the statistics are float32, rounded once, at the end.
        wide = x.to(torch.promote_types(x.dtype, torch.float32))
        centered = wide - wide.mean(dim=-1, keepdim=True)
        variance = centered.square().mean(dim=-1, keepdim=True)
        normal = centered / (variance + self.eps).sqrt()
        scaled = normal * self.weight
        if self.bias is not None:
            scaled = scaled + self.bias
        return scaled.to(x.dtype)


# --8<-- [end:LayerNorm]
