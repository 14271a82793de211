"""Scaled dot-product attention in NumPy, forward and backward.

Source: Vaswani et al. 2017, "Attention Is All You Need", §3.2.1, eq. 1,
https://arxiv.org/abs/1706.03762
Lesson: docs/transformer/self-attention.md
"""

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray


# --8<-- [start:softmax]
def softmax(
    scores: Float[ndarray, "*axes k"],
) -> Float[ndarray, "*axes k"]:
    """Turn each row of scores into weights that sum to one.

        softmax(s)ⱼ = exp(sⱼ) / Σₖ exp(sₖ)

    Subtracting the largest score first changes nothing, since it cancels in
    the fraction, and keeps exp from overflowing. A row of −∞ becomes zeros.

    Example:
        >>> softmax(np.array([0.0, np.log(3.0)]))
        array([0.25, 0.75])
    """
    largest = scores.max(axis=-1, keepdims=True)
    largest = np.where(np.isfinite(largest), largest, 0.0)
    powers = np.exp(scores - largest)
    total = powers.sum(axis=-1, keepdims=True)
    return np.divide(powers, total, out=np.zeros_like(powers), where=total > 0)


# --8<-- [end:softmax]


# --8<-- [start:attend]
def attend(
    query: Float[ndarray, "*#heads q d"],
    key: Float[ndarray, "*#heads k d"],
    value: Float[ndarray, "*#heads k v"],
    mask: Bool[ndarray, "*#heads #q #k"] | None = None,
) -> Float[ndarray, "*heads q v"]:
    """Average the values, weighted by how well each key matches each query.

        attend(Q, K, V) = softmax(QKᵀ/√d) V

    Args:
        query: what each position looks for.
        key: what each position can be found by.
        value: what each position gives when it is looked at.
        mask: True where a query may look.

    Example:
        >>> query, key = np.eye(2), np.eye(2)
        >>> attend(query, key, np.array([[0.0], [10.0]])).round(4)
        array([[3.3024],
               [6.6976]])
    """
    scores = query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    return softmax(scores) @ value


# --8<-- [end:attend]


def softmax_backward(
    grad: Float[ndarray, "*axes k"], weights: Float[ndarray, "*axes k"]
) -> Float[ndarray, "*axes k"]:
    """Carry a gradient back through the softmax that gave `weights`.

        ∂L/∂sⱼ = wⱼ (gⱼ − Σₖ gₖ wₖ)

    Derived from ∂wₖ/∂sⱼ = wₖ (δⱼₖ − wⱼ).

    Example:
        >>> softmax_backward(np.array([1.0, 0.0]), np.array([0.5, 0.5]))
        array([ 0.25, -0.25])
    """
    return weights * (grad - (grad * weights).sum(axis=-1, keepdims=True))


def attend_backward(
    grad: Float[ndarray, "*heads q v"],
    query: Float[ndarray, "*heads q d"],
    key: Float[ndarray, "*heads k d"],
    value: Float[ndarray, "*heads k v"],
    mask: Bool[ndarray, "*#heads #q #k"] | None = None,
) -> tuple[
    Float[ndarray, "*heads q d"],
    Float[ndarray, "*heads k d"],
    Float[ndarray, "*heads k v"],
]:
    """Gradients with respect to query, key and value.

    With W the weights, G the gradient of the output and dS that of the scores:

        dV = Wᵀ G
        dS = softmax_backward(G Vᵀ, W)
        dQ = dS K / √d
        dK = dSᵀ Q / √d

    Example:
        >>> q = k = np.eye(2)
        >>> v = np.array([[0.0], [10.0]])
        >>> dq, dk, dv = attend_backward(np.ones((2, 1)), q, k, v)
        >>> dv.round(4)
        array([[1.],
               [1.]])
    """
    scale = 1 / np.sqrt(query.shape[-1])
    scores = query @ key.swapaxes(-1, -2) * scale
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    weights = softmax(scores)
    d_scores = softmax_backward(grad @ value.swapaxes(-1, -2), weights)
    d_query = d_scores @ key * scale
    d_key = d_scores.swapaxes(-1, -2) @ query * scale
    d_value = weights.swapaxes(-1, -2) @ grad
    return d_query, d_key, d_value
