"""The gated recurrent unit in NumPy.

Source: Cho et al. 2014, §2.3, https://arxiv.org/abs/1406.1078, with the reset
gate where PyTorch has it (see `unmasked.recurrent.gru`)
Lesson: docs/start/recurrent-networks.md
"""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unmasked.from_scratch.activations import sigmoid
from unmasked.from_scratch.linear import linear
from unmasked.from_scratch.weights import part


# --8<-- [start:gru]
def gru(
    x: Float[ndarray, "batch seq d_input"],
    weights: Mapping[str, ndarray],
    state: Float[ndarray, "batch d_hidden"],
) -> tuple[
    Float[ndarray, "batch seq d_hidden"], Float[ndarray, "batch d_hidden"]
]:
    """Blend the old state with a new one, as far as a gate says.

        r, z = σ(W xₜ + U hₜ₋₁ + b)
        n = tanh(W xₜ + b + r ⊙ (U hₜ₋₁ + b′))
        hₜ = z ⊙ hₜ₋₁ + (1 − z) ⊙ n

    Args:
        x: the tokens.
        weights: those of `recurrent.GRU`, by name.
        state: where to start from.

    Example:
        >>> weights = {
        ...     "input_proj.weight": np.array([[0.0], [0.0], [1.0]]),
        ...     "state_proj.weight": np.zeros((3, 1)),
        ... }  # z = 1/2: halfway to the new state at every token
        >>> states, _ = gru(np.full((1, 3, 1), 9.0), weights, np.zeros((1, 1)))
        >>> states[0, :, 0].round(3)
        array([0.5  , 0.75 , 0.875])
    """
    states = []
    for t in range(x.shape[1]):
        from_x = linear(x[:, t], **part(weights, "input_proj"))
        from_h = linear(state, **part(weights, "state_proj"))
        (r_x, z_x, n_x), (r_h, z_h, n_h) = (
            np.split(gates, 3, axis=-1) for gates in (from_x, from_h)
        )
        z = sigmoid(z_x + z_h)
        n = np.tanh(n_x + sigmoid(r_x + r_h) * n_h)
        state = z * state + (1 - z) * n
        states.append(state)
    return np.stack(states, axis=1), state


# --8<-- [end:gru]
