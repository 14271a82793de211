"""The feed-forward layer of the 2017 transformer: up, bend, down.

Source: Vaswani et al. 2017, "Attention Is All You Need", §3.3, eq. 2,
https://arxiv.org/abs/1706.03762
Lesson: docs/transformer/feed-forward.md
"""

from collections.abc import Callable

from jaxtyping import Float
from torch import Tensor, nn

from unmasked._sizes import check_positive, check_width


# --8<-- [start:MLP]
class MLP(nn.Module):
    """Widen each token, bend it, and narrow it again.

        MLP(x) = down(activation(up(x)))

    The same two matrices for every position, so no token sees another: it is
    two convolutions of kernel size 1. It has 2·d_model·d_ff weights: with
    d_ff = 4·d_model two thirds of a layer, attention being the rest.

    Args:
        d_model: number of features of a token.
        d_ff: number of hidden features; 4·d_model by custom.
        activation: any function that keeps the shape (`feed_forward.relu`).
        bias: add a vector after each matrix.
        dropout: probability of dropping a hidden feature in training, as T5
            does. Dropping features of the output is left to the wiring.

    Raises:
        ValueError: if a size is not positive, or an input is not `d_model`
            wide.

    Example:
        >>> import torch
        >>> from unmasked.feed_forward import relu
        >>> mlp = MLP(d_model=8, d_ff=32, activation=relu)
        >>> mlp(torch.randn(2, 5, 8)).shape
        torch.Size([2, 5, 8])
        >>> sum(weight.numel() for weight in mlp.parameters())
        552
    """

    def __init__(
        self,
        *,
        d_model: int,
        d_ff: int,
        activation: Callable[[Tensor], Tensor],
        bias: bool = True,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        check_positive(d_model=d_model, d_ff=d_ff)
        self.d_model, self.d_ff = d_model, d_ff
        self.up_proj = nn.Linear(d_model, d_ff, bias=bias)
        self.activation = activation
        self.dropout = nn.Dropout(dropout)
        self.down_proj = nn.Linear(d_ff, d_model, bias=bias)

    def forward(
        self, x: Float[Tensor, "*axes d_model"]
    ) -> Float[Tensor, "*axes d_model"]:
        """Apply the same two matrices to each token."""
        check_width(x, d_model=self.d_model)
        hidden = self.activation(self.up_proj(x))
        return self.down_proj(self.dropout(hidden))


# --8<-- [end:MLP]
