"""Additive attention in NumPy.

Source: Bahdanau, Cho and Bengio 2015, appendix A.1.2,
https://arxiv.org/abs/1409.0473
Lesson: docs/start/recurrent-networks.md
"""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unmasked.from_scratch.linear import linear
from unmasked.from_scratch.scaled_dot_product import softmax
from unmasked.from_scratch.weights import part


# --8<-- [start:additive]
def additive(
    query: Float[ndarray, " d_query"],
    keys: Float[ndarray, "k d_key"],
    weights: Mapping[str, ndarray],
) -> tuple[Float[ndarray, " k"], Float[ndarray, " d_key"]]:
    """One look back: how much of each state, and their average.

        eⱼ = vᵀ tanh(W q + U kⱼ)
        α = softmax(e)    c = Σⱼ αⱼ kⱼ

    Args:
        query: the writer's state.
        keys: the reader's states, which are also what is averaged.
        weights: those of `attention.AdditiveAttention`, by name.

    Example:
        >>> weights = {
        ...     "q_proj.weight": np.array([[0.0]]),
        ...     "k_proj.weight": np.array([[1.0]]),
        ...     "score_proj.weight": np.array([[2.0]]),
        ... }
        >>> alpha, context = additive(
        ...     np.zeros(1), np.array([[-9.0], [0.0], [9.0]]), weights
        ... )
        >>> alpha.round(3)  # scores −2, 0 and 2
        array([0.016, 0.117, 0.867])
    """
    asked = linear(query, **part(weights, "q_proj"))
    offered = linear(keys, **part(weights, "k_proj"))
    pairs = np.tanh(asked + offered)
    alpha = softmax(linear(pairs, **part(weights, "score_proj"))[:, 0])
    return alpha, alpha @ keys


# --8<-- [end:additive]
