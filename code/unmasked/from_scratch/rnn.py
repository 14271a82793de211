"""The plain recurrent network in NumPy.

Source: Elman 1990, https://doi.org/10.1207/s15516709cog1402_1
Lesson: docs/start/recurrent-networks.md
"""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unmasked.from_scratch.linear import linear
from unmasked.from_scratch.weights import part


# --8<-- [start:rnn]
def rnn(
    x: Float[ndarray, "batch seq d_input"],
    weights: Mapping[str, ndarray],
    state: Float[ndarray, "batch d_hidden"],
) -> tuple[
    Float[ndarray, "batch seq d_hidden"], Float[ndarray, "batch d_hidden"]
]:
    """Mix each token into the state, and bend the result.

        hₜ = tanh(W xₜ + U hₜ₋₁ + b)

    Args:
        x: the tokens.
        weights: those of `recurrent.RNN`, by name.
        state: where to start from.

    Example:
        >>> weights = {
        ...     "input_proj.weight": np.array([[1.0]]),
        ...     "state_proj.weight": np.array([[0.5]]),
        ... }
        >>> x = np.array([[[1.0], [0.0], [0.0]]])
        >>> states, last = rnn(x, weights, np.zeros((1, 1)))
        >>> states[0, :, 0].round(3)  # the first token fades
        array([0.762, 0.363, 0.18 ])
    """
    states = []
    for t in range(x.shape[1]):
        state = np.tanh(
            linear(x[:, t], **part(weights, "input_proj"))
            + linear(state, **part(weights, "state_proj"))
        )
        states.append(state)
    return np.stack(states, axis=1), state


# --8<-- [end:rnn]
