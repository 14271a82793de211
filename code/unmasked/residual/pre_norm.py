"""Pre-norm: normalize what the sublayer reads, and leave the stream alone.

Source: Xiong et al. 2020, "On Layer Normalization in the Transformer
Architecture", figure 1 (b), https://arxiv.org/abs/2002.04745; before it Wang
et al. 2019, https://arxiv.org/abs/1906.01787
Lesson: docs/transformer/normalization-and-residuals.md
"""

from typing import Any

from jaxtyping import Float
from torch import Tensor, nn

from unmasked.residual._branch import run_branch


# --8<-- [start:PreNorm]
class PreNorm(nn.Module):
    """Let the sublayer read a normalized copy, and add what it gives.

        PreNorm(x) = x + sublayer(norm(x))

    Input and output are joined by a plain sum: gradients reach the first
    layer undiminished, and warm-up matters less. The price: the stream grows
    with depth, so later layers change it relatively less, and a stack needs
    one more norm after its last layer. Also GPT-2's, Llama's and ViT's
    wiring.

    Args:
        sublayer: what looks or thinks; keeps the shape of its input.
        norm: what normalizes the sublayer's input. In cross-attention that is
            the query alone; the memory was normalized by the encoder.
        dropout: probability of dropping a feature of the sublayer's output
            in training.

    Raises:
        ValueError: if the sublayer gives another shape.
        TypeError: if the sublayer gives anything but one tensor.

    Example:
        >>> import torch
        >>> from unmasked.norms import RMSNorm
        >>> wired = PreNorm(nn.Linear(8, 8), norm=RMSNorm(d_model=8))
        >>> wired(torch.randn(2, 5, 8)).shape
        torch.Size([2, 5, 8])
    """

    def __init__(
        self, sublayer: nn.Module, *, norm: nn.Module, dropout: float = 0.0
    ) -> None:
        super().__init__()
        self.norm, self.sublayer = norm, sublayer
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, x: Float[Tensor, "*axes d_model"], *context: Any, **options: Any
    ) -> Float[Tensor, "*axes d_model"]:
        """Pass everything after `x` on to the sublayer."""
        branch = run_branch(self.sublayer, self.norm(x), *context, **options)
        return x + self.dropout(branch)


# --8<-- [end:PreNorm]
