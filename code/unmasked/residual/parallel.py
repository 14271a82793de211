"""Parallel: attention and feed-forward read the same input, side by side.

Source: Wang and Komatsuzaki 2021, "GPT-J-6B",
https://github.com/kingoflolz/mesh-transformer-jax; Chowdhery et al. 2022,
"PaLM", §2 ("Parallel Layers"), https://arxiv.org/abs/2204.02311
Lesson: docs/transformer/normalization-and-residuals.md
"""

from typing import Any

from jaxtyping import Float
from torch import Tensor, nn

from unmasked.residual._branch import run_branch


# --8<-- [start:Parallel]
class Parallel(nn.Module):
    """Run both halves of a layer on one normalized input, and add both.

        Parallel(x) = x + attention(norm(x)) + feed_forward(norm(x))

    One norm less than pre-norm, and the input matrices of both halves can be
    one product: PaLM reports some 15% faster training at large scale, and a
    small loss of quality at 8B that was gone at 62B. The price: the
    feed-forward half does not see what attention has just found.

    Args:
        attention: gets everything that is passed on with the input.
        feed_forward: gets the input alone.
        norm: what normalizes the input of both.
        dropout: probability of dropping a feature of each half's output in
            training.

    Raises:
        ValueError: if a half gives another shape.
        TypeError: if a half gives anything but one tensor.

    Example:
        >>> import torch
        >>> from unmasked.norms import LayerNorm
        >>> wired = Parallel(
        ...     nn.Linear(8, 8), nn.Linear(8, 8), norm=LayerNorm(d_model=8)
        ... )
        >>> wired(torch.randn(2, 5, 8)).shape
        torch.Size([2, 5, 8])
    """

    def __init__(
        self,
        attention: nn.Module,
        feed_forward: nn.Module,
        *,
        norm: nn.Module,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.norm = norm
        self.attention, self.feed_forward = attention, feed_forward
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, x: Float[Tensor, "*axes d_model"], *context: Any, **options: Any
    ) -> Float[Tensor, "*axes d_model"]:
        """Pass everything after `x` on to attention."""
        normal = self.norm(x)
        seen = run_branch(self.attention, normal, *context, **options)
        thought = run_branch(self.feed_forward, normal)
        return x + self.dropout(seen) + self.dropout(thought)


# --8<-- [end:Parallel]
