"""Long short-term memory in NumPy.

Source: Hochreiter and Schmidhuber 1997,
https://doi.org/10.1162/neco.1997.9.8.1735; forget gate: Gers et al. 2000,
https://doi.org/10.1162/089976600300015015
Lesson: docs/start/recurrent-networks.md
"""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unmasked.from_scratch.activations import sigmoid
from unmasked.from_scratch.linear import linear
from unmasked.from_scratch.weights import part

State = tuple[
    Float[ndarray, "batch d_hidden"], Float[ndarray, "batch d_hidden"]
]


# --8<-- [start:lstm]
def lstm(
    x: Float[ndarray, "batch seq d_input"],
    weights: Mapping[str, ndarray],
    state: State,
) -> tuple[Float[ndarray, "batch seq d_hidden"], State]:
    """Keep a memory cell; let gates decide what to forget, write and show.

        cₜ = f ⊙ cₜ₋₁ + i ⊙ g
        hₜ = o ⊙ tanh(cₜ)

    with i, f, o = σ(W xₜ + U hₜ₋₁ + b) and g = tanh(W xₜ + U hₜ₋₁ + b), each
    with its own W, U and b, stacked in the order i, f, g, o.

    Args:
        x: the tokens.
        weights: those of `recurrent.LSTM`, by name.
        state: (hidden, cell) to start from.

    Example:
        >>> weights = {
        ...     "input_proj.weight": np.zeros((4, 1)),
        ...     "input_proj.bias": np.array([-99.0, 99.0, 0.0, 99.0]),
        ...     "state_proj.weight": np.zeros((4, 1)),
        ... }  # write nothing, forget nothing, show everything
        >>> start = (np.zeros((1, 1)), np.full((1, 1), 0.5))
        >>> _, (hidden, cell) = lstm(np.ones((1, 100, 1)), weights, start)
        >>> cell
        array([[0.5]])
    """
    hidden, cell = state
    shown = []
    for t in range(x.shape[1]):
        gates = linear(x[:, t], **part(weights, "input_proj")) + linear(
            hidden, **part(weights, "state_proj")
        )
        i, f, g, o = np.split(gates, 4, axis=-1)
        cell = sigmoid(f) * cell + sigmoid(i) * np.tanh(g)
        hidden = sigmoid(o) * np.tanh(cell)
        shown.append(hidden)
    return np.stack(shown, axis=1), (hidden, cell)


# --8<-- [end:lstm]
