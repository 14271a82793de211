"""The gated recurrent unit: an LSTM's idea with one state and two gates.

Source: Cho et al. 2014, "Learning Phrase Representations using RNN
Encoder-Decoder", §2.3, https://arxiv.org/abs/1406.1078
Lesson: docs/start/recurrent-networks.md
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from unmasked._sizes import check_positive
from unmasked.recurrent._shapes import check_sequence, start_weights


# --8<-- [start:GRU]
class GRU(nn.Module):
    """Blend the old state with a new one, as far as a gate says.

        r, z = σ(W xₜ + U hₜ₋₁ + b)             reset and keep, each its own
        n = tanh(W xₜ + b + r ⊙ (U hₜ₋₁ + b′))   the new state
        hₜ = z ⊙ hₜ₋₁ + (1 − z) ⊙ n

    Where z is 1 the state passes unchanged, and so does its gradient. The
    paper resets the state before the product, U (r ⊙ h); this is the form of
    cuDNN and PyTorch, which can do all products of a step in one.

    Args:
        d_input: number of features of a token.
        d_hidden: number of features of the state.

    Raises:
        ValueError: if a size is not positive, or a sequence or a state does
            not fit.

    Example:
        >>> states, last = GRU(d_input=8, d_hidden=16)(torch.randn(2, 5, 8))
        >>> states.shape, last.shape
        (torch.Size([2, 5, 16]), torch.Size([2, 16]))
    """

    def __init__(self, *, d_input: int, d_hidden: int) -> None:
        super().__init__()
        check_positive(d_input=d_input, d_hidden=d_hidden)
        self.d_input, self.d_hidden = d_input, d_hidden
        # The three matrices of r, z and n on top of each other: one product.
        self.input_proj = nn.Linear(d_input, 3 * d_hidden)
        self.state_proj = nn.Linear(d_hidden, 3 * d_hidden)
        start_weights(self, d_hidden=d_hidden)

    def step(
        self,
        projected: Float[Tensor, "batch gates"],
        state: Float[Tensor, "batch d_hidden"],
    ) -> Float[Tensor, "batch d_hidden"]:
        """The state after one more token, which `input_proj` has seen."""
        reset_x, keep_x, new_x = projected.chunk(3, dim=-1)
        reset_h, keep_h, new_h = self.state_proj(state).chunk(3, dim=-1)
        reset = torch.sigmoid(reset_x + reset_h)
        keep = torch.sigmoid(keep_x + keep_h)
        new = torch.tanh(new_x + reset * new_h)
        return keep * state + (1 - keep) * new

    def forward(
        self,
        x: Float[Tensor, "batch seq d_input"],
        state: Float[Tensor, "batch d_hidden"] | None = None,
    ) -> tuple[
        Float[Tensor, "batch seq d_hidden"], Float[Tensor, "batch d_hidden"]
    ]:
        """Read a sequence; give every state, and the last one again.

        Args:
            x: the tokens.
            state: where to go on from; zeros by default.
        """
        if state is None:
            state = x.new_zeros(len(x), self.d_hidden)
        check_sequence(x, state, d_input=self.d_input, d_hidden=self.d_hidden)
        projected = self.input_proj(x)
        states = []
        for token in projected.unbind(dim=1):
            state = self.step(token, state)
            states.append(state)
        return torch.stack(states, dim=1), state


# --8<-- [end:GRU]
