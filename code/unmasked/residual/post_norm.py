"""Post-norm: add, then normalize. The wiring of the 2017 transformer.

Source: Vaswani et al. 2017, "Attention Is All You Need", §3.1 and figure 1,
https://arxiv.org/abs/1706.03762
Lesson: docs/transformer/normalization-and-residuals.md
"""

from typing import Any

from jaxtyping import Float
from torch import Tensor, nn

from unmasked.residual._branch import run_branch


# --8<-- [start:PostNorm]
class PostNorm(nn.Module):
    """Add the sublayer's output to its input, then normalize the sum.

        PostNorm(x) = norm(x + sublayer(x))

    There is a norm on the stream itself, so no path through the model is
    free of norms: gradients shrink or grow on their way down, and a deep
    model needs a warm-up. What comes out of a stack is normalized already.
    Also BERT's and GPT-1's wiring.

    Args:
        sublayer: what looks or thinks; keeps the shape of its input.
        norm: what normalizes the sum.
        dropout: probability of dropping a feature of the sublayer's output
            in training (§5.4).

    Raises:
        ValueError: if the sublayer gives another shape.
        TypeError: if the sublayer gives anything but one tensor.

    Example:
        >>> import torch
        >>> from unmasked.norms import LayerNorm
        >>> wired = PostNorm(nn.Linear(8, 8), norm=LayerNorm(d_model=8))
        >>> wired(torch.randn(2, 5, 8)).shape
        torch.Size([2, 5, 8])
    """

    def __init__(
        self, sublayer: nn.Module, *, norm: nn.Module, dropout: float = 0.0
    ) -> None:
        super().__init__()
        self.sublayer, self.norm = sublayer, norm
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, x: Float[Tensor, "*axes d_model"], *context: Any, **options: Any
    ) -> Float[Tensor, "*axes d_model"]:
        """Pass everything after `x` on to the sublayer."""
        branch = run_branch(self.sublayer, x, *context, **options)
        return self.norm(x + self.dropout(branch))


# --8<-- [end:PostNorm]
