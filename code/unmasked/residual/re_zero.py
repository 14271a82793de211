"""ReZero: start every layer as the identity, and no norm at all.

Source: Bachlechner et al. 2020, "ReZero is All You Need", §3, eq. 1,
https://arxiv.org/abs/2003.04887
Lesson: docs/transformer/normalization-and-residuals.md
"""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from unmasked.residual._branch import run_branch


# --8<-- [start:ReZero]
class ReZero(nn.Module):
    """Add the sublayer's output times one learned number that starts at 0.

        ReZero(x) = x + α sublayer(x),  α = 0 at first

    At the start a stack of any depth is the identity, and the first step
    teaches α alone: while it is 0 nothing else gets a gradient.

    Args:
        sublayer: what looks or thinks; keeps the shape of its input.
        dropout: probability of dropping a feature of the sublayer's output
            in training.

    Raises:
        ValueError: if the sublayer gives another shape.
        TypeError: if the sublayer gives anything but one tensor.

    Example:
        >>> wired = ReZero(nn.Linear(3, 3))
        >>> wired(torch.tensor([1.0, 2.0, 3.0])).detach()
        tensor([1., 2., 3.])
    """

    def __init__(self, sublayer: nn.Module, *, dropout: float = 0.0) -> None:
        super().__init__()
        self.sublayer = sublayer
        self.alpha = nn.Parameter(torch.zeros(1))
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, x: Float[Tensor, "*axes d_model"], *context: Any, **options: Any
    ) -> Float[Tensor, "*axes d_model"]:
        """Pass everything after `x` on to the sublayer."""
        branch = run_branch(self.sublayer, x, *context, **options)
        return x + self.alpha * self.dropout(branch)


# --8<-- [end:ReZero]
