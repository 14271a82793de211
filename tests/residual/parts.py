"""What the tests of the wirings are wired with."""

import torch
from torch import Tensor, nn

D_MODEL = 6


class Attention(nn.Module):
    """PyTorch's own attention with the call of a sublayer."""

    def __init__(self, theirs: nn.MultiheadAttention | None = None) -> None:
        super().__init__()
        self.theirs = theirs or nn.MultiheadAttention(
            D_MODEL, 2, batch_first=True
        )

    def forward(
        self,
        x: Tensor,
        context: Tensor | None = None,
        *,
        hidden: Tensor | None = None,
    ) -> Tensor:
        context = x if context is None else context
        out, _ = self.theirs(
            x, context, context, attn_mask=hidden, need_weights=False
        )
        return out


class First(nn.Module):
    """The first thing that a module of Hugging Face returns.

    Which of them return it alone, and which in a tuple with their weights,
    changes from version to version.
    """

    def __init__(self, theirs: nn.Module) -> None:
        super().__init__()
        self.theirs = theirs

    def forward(self, x: Tensor, *context: object, **options: object) -> Tensor:
        found = self.theirs(x, *context, **options)
        return found[0] if isinstance(found, tuple) else found


class Zero(nn.Module):
    """A sublayer that has nothing to say."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.zeros_like(x)


def norm() -> nn.Module:
    layer = nn.LayerNorm(D_MODEL)
    nn.init.normal_(layer.weight)
    nn.init.normal_(layer.bias)
    return layer


def hidden_future(length: int) -> Tensor:
    """True where PyTorch's attention may *not* look."""
    return torch.ones(length, length, dtype=torch.bool).triu(1)
