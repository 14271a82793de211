"""Dynamic Tanh: a norm's place taken by a squashing function.

Source: Zhu et al. 2025, "Transformers without Normalization", §4 and
algorithm 1, https://arxiv.org/abs/2503.10622
Lesson: docs/transformer/normalization-and-residuals.md
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from unmasked._sizes import check_positive, check_width


# --8<-- [start:DynamicTanh]
class DynamicTanh(nn.Module):
    """Squash every number by itself, with a learned slope.

        DyT(x) = tanh(α x) · weight + bias

    No statistics at all: large activations are bent towards ±1, which is
    what LayerNorm was seen to do to the extreme ones, and the rest pass
    almost straight. α is one learned number for the whole layer.

    Args:
        d_model: number of features of a token.
        alpha: what α starts at.

    Raises:
        ValueError: if `d_model` is not positive, or an input is not that wide.

    Example:
        >>> DynamicTanh(d_model=3)(torch.tensor([-100.0, 0.0, 1.0])).detach()
        tensor([-1.0000,  0.0000,  0.4621])
    """

    def __init__(self, *, d_model: int, alpha: float = 0.5) -> None:
        super().__init__()
        check_positive(d_model=d_model)
        self.d_model = d_model
        self.alpha = nn.Parameter(torch.tensor([float(alpha)]))
        self.weight = nn.Parameter(torch.ones(d_model))
        self.bias = nn.Parameter(torch.zeros(d_model))

    def forward(
        self, x: Float[Tensor, "*axes d_model"]
    ) -> Float[Tensor, "*axes d_model"]:
        """Squash each number; nothing looks at any other."""
        check_width(x, d_model=self.d_model)
        return torch.tanh(self.alpha * x) * self.weight + self.bias


# --8<-- [end:DynamicTanh]
