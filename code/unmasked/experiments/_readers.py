"""Networks that read a sequence and say one thing at its end, of equal size.

What the experiments on recurrence compare. The recurrent layers are PyTorch's:
the package's own give the same numbers, as their tests hold, but loop in
Python, and these are trained hundreds of times.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor, nn

from unmasked.attention.scaled_dot_product import attend

Sequence = Float[Tensor, "batch seq d_input"]
State = Float[Tensor, "batch d_hidden"]
Maker = Callable[[int], nn.Module]


class Last(nn.Module):
    """The last state of a recurrent layer."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: Sequence) -> State:
        """Read all, keep the end."""
        states, _ = self.layer(x)
        return states[:, -1]


class Look(nn.Module):
    """One head of attention: the last token looks at all, itself included.

    No positions, no shortcut, no feed-forward layer: attention alone.
    """

    def __init__(self, *, d_input: int, d_hidden: int) -> None:
        super().__init__()
        self.q_proj = nn.Linear(d_input, d_hidden)
        self.k_proj = nn.Linear(d_input, d_hidden)
        self.v_proj = nn.Linear(d_input, d_hidden)
        self.o_proj = nn.Linear(d_hidden, d_hidden)

    def forward(self, x: Sequence) -> State:
        """Ask with the last token, average over all."""
        query = self.q_proj(x[:, -1:])
        seen = attend(query, self.k_proj(x), self.v_proj(x))
        return self.o_proj(seen[:, 0])


def rnn(d_input: int, d_hidden: int, *, radius: float | None = None) -> Last:
    """An RNN, as PyTorch starts it or with a matrix of this spectral radius."""
    layer = nn.RNN(d_input, d_hidden, batch_first=True)
    if radius is not None:
        with torch.no_grad():
            weight = layer.weight_hh_l0
            weight *= radius / torch.linalg.eigvals(weight).abs().max()
    return Last(layer)


def lstm(d_input: int, d_hidden: int, *, forget_bias: float = 0) -> Last:
    """An LSTM whose forget gates start about σ(forget_bias) open."""
    layer = nn.LSTM(d_input, d_hidden, batch_first=True)
    with torch.no_grad():
        bias = dict(layer.named_parameters())["bias_ih_l0"]
        bias[d_hidden : 2 * d_hidden] += forget_bias
    return Last(layer)


def gru(d_input: int, d_hidden: int) -> Last:
    """A GRU, as PyTorch starts it."""
    return Last(nn.GRU(d_input, d_hidden, batch_first=True))


def attention(d_input: int, d_hidden: int) -> Look:
    """One head of attention."""
    return Look(d_input=d_input, d_hidden=d_hidden)


def widest(make: Maker, *, budget: int) -> int:
    """The largest width with which a network stays within the budget.

    Example:
        >>> widest(lambda width: nn.Linear(width, width), budget=110)
        10
    """
    width = 1
    while size(make(width + 1)) <= budget:
        width += 1
    return width


def size(module: nn.Module) -> int:
    """How many numbers are learned."""
    return sum(weight.numel() for weight in module.parameters())
