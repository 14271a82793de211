"""Long short-term memory: a second state that is added to, not rewritten.

Source: Hochreiter and Schmidhuber 1997, "Long Short-Term Memory",
https://doi.org/10.1162/neco.1997.9.8.1735; the forget gate is from Gers et
al. 2000, "Learning to Forget", https://doi.org/10.1162/089976600300015015
Lesson: docs/start/recurrent-networks.md
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from unmasked._sizes import check_positive
from unmasked.recurrent._shapes import check_sequence, start_weights

State = tuple[Float[Tensor, "batch d_hidden"], Float[Tensor, "batch d_hidden"]]


# --8<-- [start:LSTM]
class LSTM(nn.Module):
    """Keep a memory cell; let gates decide what to forget, write and show.

        i, f, o = σ(W xₜ + U hₜ₋₁ + b)    three gates, each with its own W, U, b
        g = tanh(W xₜ + U hₜ₋₁ + b)       what could be written
        cₜ = f ⊙ cₜ₋₁ + i ⊙ g             the cell
        hₜ = o ⊙ tanh(cₜ)                 what is shown of it

    From cell to cell there is no matrix and no tanh, only the factor f: while
    the forget gate is open (f near 1) a gradient comes back undiminished.

    Args:
        d_input: number of features of a token.
        d_hidden: number of features of the state, and of the cell.

    Raises:
        ValueError: if a size is not positive, or a sequence or a state does
            not fit.

    Example:
        >>> shown, (hidden, cell) = LSTM(d_input=8, d_hidden=16)(
        ...     torch.randn(2, 5, 8)
        ... )
        >>> shown.shape, cell.shape
        (torch.Size([2, 5, 16]), torch.Size([2, 16]))
    """

    def __init__(self, *, d_input: int, d_hidden: int) -> None:
        super().__init__()
        check_positive(d_input=d_input, d_hidden=d_hidden)
        self.d_input, self.d_hidden = d_input, d_hidden
        # The four matrices of i, f, g and o on top of each other: one product.
        self.input_proj = nn.Linear(d_input, 4 * d_hidden)
        self.state_proj = nn.Linear(d_hidden, 4 * d_hidden)
        start_weights(self, d_hidden=d_hidden)

    def step(
        self, projected: Float[Tensor, "batch gates"], state: State
    ) -> State:
        """The state after one more token, which `input_proj` has seen."""
        hidden, cell = state
        gates = projected + self.state_proj(hidden)
        write, forget, candidate, show = gates.chunk(4, dim=-1)
        kept = torch.sigmoid(forget) * cell
        cell = kept + torch.sigmoid(write) * torch.tanh(candidate)
        return torch.sigmoid(show) * torch.tanh(cell), cell

    def forward(
        self,
        x: Float[Tensor, "batch seq d_input"],
        state: State | None = None,
    ) -> tuple[Float[Tensor, "batch seq d_hidden"], State]:
        """Read a sequence; give what is shown at each token, and the state.

        Args:
            x: the tokens.
            state: (hidden, cell) to go on from; zeros by default.
        """
        if state is None:
            zeros = x.new_zeros(len(x), self.d_hidden)
            state = (zeros, zeros)
        check_sequence(x, *state, d_input=self.d_input, d_hidden=self.d_hidden)
        projected = self.input_proj(x)
        shown = []
        for token in projected.unbind(dim=1):
            state = self.step(token, state)
            shown.append(state[0])
        return torch.stack(shown, dim=1), state


# --8<-- [end:LSTM]
