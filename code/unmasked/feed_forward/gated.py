"""The gated feed-forward layer: GLU, ReGLU, GEGLU, SwiGLU.

Source: Shazeer 2020, "GLU Variants Improve Transformer", §2, eq. 4 to 6,
https://arxiv.org/abs/2002.05202
Lesson: docs/transformer/feed-forward.md
"""

from collections.abc import Callable

from jaxtyping import Float
from torch import Tensor, nn

from unmasked._sizes import check_positive, check_width


# --8<-- [start:GatedMLP]
class GatedMLP(nn.Module):
    """Widen each token twice, let one decide how much of the other passes.

        GatedMLP(x) = down(activation(gate(x)) ⊙ up(x))

    The activation names the variant: `torch.sigmoid` is GLU, `relu` ReGLU,
    `gelu` GEGLU, `silu` SwiGLU, and none at all (`nn.Identity()`) bilinear.
    Three matrices instead of two: at the same number of weights the hidden
    layer is two thirds as wide (`two_thirds_d_ff`).

    Args:
        d_model: number of features of a token.
        d_ff: number of hidden features.
        activation: any function that keeps the shape (`feed_forward.silu`).
        bias: add a vector after each matrix; the paper has none.
        dropout: probability of dropping a hidden feature in training, as T5
            does. Dropping features of the output is left to the wiring.

    Raises:
        ValueError: if a size is not positive, or an input is not `d_model`
            wide.

    Example:
        >>> import torch
        >>> from unmasked.feed_forward import silu
        >>> swiglu = GatedMLP(d_model=8, d_ff=24, activation=silu)
        >>> swiglu(torch.randn(2, 5, 8)).shape
        torch.Size([2, 5, 8])
        >>> sum(weight.numel() for weight in swiglu.parameters())
        576
    """

    def __init__(
        self,
        *,
        d_model: int,
        d_ff: int,
        activation: Callable[[Tensor], Tensor],
        bias: bool = False,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        check_positive(d_model=d_model, d_ff=d_ff)
        self.d_model, self.d_ff = d_model, d_ff
        self.gate_proj = nn.Linear(d_model, d_ff, bias=bias)
        self.up_proj = nn.Linear(d_model, d_ff, bias=bias)
        self.activation = activation
        self.dropout = nn.Dropout(dropout)
        self.down_proj = nn.Linear(d_ff, d_model, bias=bias)

    def forward(
        self, x: Float[Tensor, "*axes d_model"]
    ) -> Float[Tensor, "*axes d_model"]:
        """Apply the same three matrices to each token."""
        check_width(x, d_model=self.d_model)
        hidden = self.activation(self.gate_proj(x)) * self.up_proj(x)
        return self.down_proj(self.dropout(hidden))


# --8<-- [end:GatedMLP]
