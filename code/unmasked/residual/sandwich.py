"""Sandwich: a norm on both sides of the sublayer, both inside its branch.

Source: Ding et al. 2021, "CogView" ("Sandwich LayerNorm"),
https://arxiv.org/abs/2105.13290; Gemma Team 2024, "Gemma 2", §2,
https://arxiv.org/abs/2408.00118
Lesson: docs/transformer/normalization-and-residuals.md
"""

from typing import Any

from jaxtyping import Float
from torch import Tensor, nn

from unmasked.residual._branch import run_branch


# --8<-- [start:Sandwich]
class Sandwich(nn.Module):
    """Normalize what the sublayer reads and what it gives.

        Sandwich(x) = x + norm_out(sublayer(norm_in(x)))

    Pre-norm and output norm at once. The stream stays a plain sum; each layer
    reads numbers of a known size and adds numbers of a known size. This is
    what Gemma 2 and 3 mean by "pre-norm and post-norm"; Kim et al. 2025 call
    it Peri-LN, https://arxiv.org/abs/2502.02732.

    Args:
        sublayer: what looks or thinks; keeps the shape of its input.
        norm_in: what normalizes the sublayer's input.
        norm_out: what normalizes its output.
        dropout: probability of dropping a feature of the normalized output
            in training.

    Raises:
        ValueError: if the sublayer gives another shape, or one norm is given
            for both places: they must learn apart.
        TypeError: if the sublayer gives anything but one tensor.

    Example:
        >>> import torch
        >>> from unmasked.norms import RMSNorm
        >>> wired = Sandwich(
        ...     nn.Linear(8, 8),
        ...     norm_in=RMSNorm(d_model=8),
        ...     norm_out=RMSNorm(d_model=8),
        ... )
        >>> wired(torch.randn(2, 5, 8)).shape
        torch.Size([2, 5, 8])
    """

    def __init__(
        self,
        sublayer: nn.Module,
        *,
        norm_in: nn.Module,
        norm_out: nn.Module,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        if norm_in is norm_out:
            raise ValueError("norm_in and norm_out are one module, not two")
        self.norm_in, self.sublayer = norm_in, sublayer
        self.norm_out = norm_out
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, x: Float[Tensor, "*axes d_model"], *context: Any, **options: Any
    ) -> Float[Tensor, "*axes d_model"]:
        """Pass everything after `x` on to the sublayer."""
        branch = run_branch(self.sublayer, self.norm_in(x), *context, **options)
        return x + self.dropout(self.norm_out(branch))


# --8<-- [end:Sandwich]
