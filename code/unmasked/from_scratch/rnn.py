"""The plain recurrent network in NumPy, forward and backward through time.

Source: Elman 1990, https://doi.org/10.1207/s15516709cog1402_1
Lesson: docs/start/recurrent-networks.md
"""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unmasked.from_scratch.linear import linear, linear_backward
from unmasked.from_scratch.weights import named, part


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


# --8<-- [start:rnn_backward]
def rnn_backward(
    grad: Float[ndarray, "batch seq d_hidden"],
    x: Float[ndarray, "batch seq d_input"],
    weights: Mapping[str, ndarray],
    start: Float[ndarray, "batch d_hidden"],
) -> tuple[
    Float[ndarray, "batch seq d_input"],
    dict[str, ndarray],
    Float[ndarray, "batch d_hidden"],
]:
    """Carry a gradient of the states back through time.

        δₜ = (gₜ + Uᵀ δₜ₊₁) ⊙ (1 − hₜ²)
        ∂L/∂xₜ = Wᵀ δₜ    ∂L/∂W = Σₜ δₜ xₜᵀ    ∂L/∂U = Σₜ δₜ hₜ₋₁ᵀ

    Give the gradients of the tokens, of the weights, and of the first state.

    Example:
        >>> weights = {
        ...     "input_proj.weight": np.array([[1.0]]),
        ...     "state_proj.weight": np.array([[0.5]]),
        ... }
        >>> x, last_only = np.zeros((1, 4, 1)), np.zeros((1, 4, 1))
        >>> last_only[0, -1] = 1
        >>> d_x, _, _ = rnn_backward(last_only, x, weights, np.zeros((1, 1)))
        >>> d_x[0, :, 0]  # tanh′(0) = 1: half as much for each step back
        array([0.125, 0.25 , 0.5  , 1.   ])
    """
    states, _ = rnn(x, weights, start)
    before = np.concatenate([start[:, None], states[:, :-1]], axis=1)
    delta = np.zeros_like(states)
    from_later = np.zeros_like(start)
    for t in reversed(range(x.shape[1])):
        delta[:, t] = (grad[:, t] + from_later) * (1 - states[:, t] ** 2)
        from_later = delta[:, t] @ weights["state_proj.weight"]
    input_proj, state_proj = (
        part(weights, name) for name in ("input_proj", "state_proj")
    )
    d_x, d_input_proj = linear_backward(delta, x, **input_proj)
    _, d_state_proj = linear_backward(delta, before, **state_proj)
    d_weights = named("input_proj", d_input_proj)
    return d_x, d_weights | named("state_proj", d_state_proj), from_later


# --8<-- [end:rnn_backward]
