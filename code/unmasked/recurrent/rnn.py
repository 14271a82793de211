"""The plain recurrent network: one state, rewritten at every token.

Source: Elman 1990, "Finding Structure in Time",
https://doi.org/10.1207/s15516709cog1402_1; the form with two matrices and
tanh is that of `torch.nn.RNN`.
Lesson: docs/start/recurrent-networks.md
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from unmasked._sizes import check_positive
from unmasked.recurrent._shapes import check_sequence, start_weights


# --8<-- [start:RNN]
class RNN(nn.Module):
    """Mix each token into the state, and bend the result.

        hₜ = tanh(W xₜ + U hₜ₋₁ + b)

    The state is all that is known of the past. Token t waits for token t − 1,
    so a sequence takes as many steps as it has tokens on any hardware; and a
    gradient passes through U and tanh once for each token on its way back,
    which makes it vanish or explode.

    Args:
        d_input: number of features of a token.
        d_hidden: number of features of the state.

    Raises:
        ValueError: if a size is not positive, or a sequence or a state does
            not fit.

    Example:
        >>> states, last = RNN(d_input=8, d_hidden=16)(torch.randn(2, 5, 8))
        >>> states.shape, last.shape
        (torch.Size([2, 5, 16]), torch.Size([2, 16]))
    """

    def __init__(self, *, d_input: int, d_hidden: int) -> None:
        super().__init__()
        check_positive(d_input=d_input, d_hidden=d_hidden)
        self.d_input, self.d_hidden = d_input, d_hidden
        self.input_proj = nn.Linear(d_input, d_hidden)
        self.state_proj = nn.Linear(d_hidden, d_hidden)
        start_weights(self, d_hidden=d_hidden)

    def step(
        self,
        projected: Float[Tensor, "batch d_hidden"],
        state: Float[Tensor, "batch d_hidden"],
    ) -> Float[Tensor, "batch d_hidden"]:
        """The state after one more token, which `input_proj` has seen."""
        return torch.tanh(projected + self.state_proj(state))

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
        # This product waits for nothing, so it is done for all tokens at once.
        projected = self.input_proj(x)
        states = []
        for token in projected.unbind(dim=1):
            state = self.step(token, state)
            states.append(state)
        return torch.stack(states, dim=1), state


# --8<-- [end:RNN]
