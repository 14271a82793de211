"""Output norm: normalize what the sublayer gives, inside its branch.

Source: Liu et al. 2022, "Swin Transformer V2" ("res-post-norm"),
https://arxiv.org/abs/2111.09883; Team OLMo 2024, "2 OLMo 2 Furious"
("reordered norm"), https://arxiv.org/abs/2501.00656
Lesson: docs/transformer/normalization-and-residuals.md
"""

from typing import Any

from jaxtyping import Float
from torch import Tensor, nn

from unmasked.residual._branch import run_branch


# --8<-- [start:OutputNorm]
class OutputNorm(nn.Module):
    """Let the sublayer read the raw stream, and add its normalized output.

        OutputNorm(x) = x + norm(sublayer(x))

    Not post-norm, though papers call it so: the norm is inside the branch and
    the stream stays a plain sum, as in pre-norm. Every layer adds a vector of
    the same size, so the stream cannot explode; but the sublayer reads
    unnormalized numbers, which is why OLMo 2 normalizes queries and keys too.

    Args:
        sublayer: what looks or thinks; keeps the shape of its input.
        norm: what normalizes the sublayer's output.
        dropout: probability of dropping a feature of the normalized output
            in training.

    Raises:
        ValueError: if the sublayer gives another shape.
        TypeError: if the sublayer gives anything but one tensor.

    Example:
        >>> import torch
        >>> from unmasked.norms import RMSNorm
        >>> wired = OutputNorm(nn.Linear(8, 8), norm=RMSNorm(d_model=8))
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
        return x + self.dropout(self.norm(branch))


# --8<-- [end:OutputNorm]
