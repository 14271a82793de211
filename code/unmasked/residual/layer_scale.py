"""LayerScale: pre-norm in which every feature of a branch starts small.

Source: Touvron et al. 2021, "Going deeper with Image Transformers", §2,
https://arxiv.org/abs/2103.17239
Lesson: docs/transformer/normalization-and-residuals.md
"""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from unmasked._sizes import check_positive, check_width
from unmasked.residual._branch import run_branch


# --8<-- [start:LayerScale]
class LayerScale(nn.Module):
    """Add the sublayer's output times a learned number for each feature.

        LayerScale(x) = x + λ ⊙ sublayer(norm(x)),  λ = start at first

    ReZero's idea with d_model numbers in place of one, close to 0 in place of
    at it, and beside the norm in place of instead of it.

    Args:
        sublayer: what looks or thinks; keeps the shape of its input.
        norm: what normalizes the sublayer's input.
        d_model: number of features of a token.
        start: what λ starts at; `layer_scale_start` has the paper's choice.
        dropout: probability of dropping a feature of the sublayer's output
            in training.

    Raises:
        ValueError: if `d_model` is not positive, an input is not that wide,
            or the sublayer gives another shape.
        TypeError: if the sublayer gives anything but one tensor.

    Example:
        >>> from unmasked.norms import LayerNorm
        >>> wired = LayerScale(
        ...     nn.Linear(8, 8),
        ...     norm=LayerNorm(d_model=8),
        ...     d_model=8,
        ...     start=layer_scale_start(n_layers=24),
        ... )
        >>> wired(torch.randn(2, 5, 8)).shape
        torch.Size([2, 5, 8])
    """

    def __init__(
        self,
        sublayer: nn.Module,
        *,
        norm: nn.Module,
        d_model: int,
        start: float,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        check_positive(d_model=d_model)
        self.d_model = d_model
        self.norm, self.sublayer = norm, sublayer
        self.scale = nn.Parameter(torch.full((d_model,), float(start)))
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, x: Float[Tensor, "*axes d_model"], *context: Any, **options: Any
    ) -> Float[Tensor, "*axes d_model"]:
        """Pass everything after `x` on to the sublayer."""
        check_width(x, d_model=self.d_model)
        branch = run_branch(self.sublayer, self.norm(x), *context, **options)
        return x + self.scale * self.dropout(branch)


# --8<-- [end:LayerScale]


def layer_scale_start(*, n_layers: int) -> float:
    """What λ starts at in the paper: the deeper the model, the smaller.

    0.1 up to 18 layers, 10⁻⁵ up to 24, and 10⁻⁶ beyond.

    Raises:
        ValueError: if `n_layers` is not positive.

    Example:
        >>> layer_scale_start(n_layers=12), layer_scale_start(n_layers=36)
        (0.1, 1e-06)
    """
    check_positive(n_layers=n_layers)
    if n_layers <= 18:
        return 0.1
    return 1e-5 if n_layers <= 24 else 1e-6
