"""Training a GPT in NumPy: backward through every piece, and one step.

Source: Rumelhart, Hinton and Williams 1986, "Learning representations by
back-propagating errors", https://doi.org/10.1038/323533a0
Lesson: docs/language-models/pre-training.md
"""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Int
from numpy import ndarray

from unmasked.from_scratch.adamw import AdamW
from unmasked.from_scratch.cross_entropy import (
    cross_entropy,
    cross_entropy_backward,
)
from unmasked.from_scratch.embeddings import embed_backward
from unmasked.from_scratch.gpt import norm, residual_stream, sublayers
from unmasked.from_scratch.layer_norm import layer_norm_backward
from unmasked.from_scratch.linear import linear, linear_backward
from unmasked.from_scratch.weights import named, part


def norm_backward(
    grad: ndarray, x: ndarray, weights: Mapping[str, ndarray], path: str
) -> tuple[ndarray, dict[str, ndarray]]:
    """Its gradients, under their names in the model."""
    own = part(weights, path)
    d_x, found = layer_norm_backward(grad, x, own["weight"], own.get("bias"))
    return d_x, named(path, found)


# --8<-- [start:backward]
def loss_and_gradients(
    tokens: Int[ndarray, "batch seq"],
    targets: Int[ndarray, "batch seq"],
    weights: Mapping[str, ndarray],
    *,
    n_heads: int,
) -> tuple[float, dict[str, ndarray]]:
    """The loss, and how each weight would change it.

    From the loss back to the tokens. The stream is a sum, so its gradient
    goes straight down, and what comes back through each sublayer is added.

    Args:
        tokens: ids.
        targets: the token that came after each; −100 does not count.
        weights: as in `gpt.residual_stream`.
        n_heads: number of heads.

    Example:
        >>> weights = {
        ...     "embed.weight": np.eye(2),
        ...     "positions.weight": np.zeros((3, 2)),
        ...     "norm.weight": np.zeros(2),
        ... }  # silent: both tokens get the same chance, and log 2 is lost
        >>> tokens, targets = np.array([[0, 1, 1]]), np.array([[1, 1, 0]])
        >>> loss, grads = loss_and_gradients(
        ...     tokens, targets, weights, n_heads=1
        ... )
        >>> round(loss, 4), sorted(grads)
        (0.6931, ['embed.weight', 'norm.weight', 'positions.weight'])
    """
    seq, table = tokens.shape[-1], weights["embed.weight"]
    *before, last = residual_stream(tokens, weights, n_heads=n_heads)
    normal = norm(last, weights, "norm")
    logits = linear(normal, table)
    loss = cross_entropy(logits, targets)

    d_logits = cross_entropy_backward(logits, targets)
    d_normal, at_head = linear_backward(d_logits, normal, table)
    d_x, grads = norm_backward(d_normal, last, weights, "norm")
    layers = sublayers(weights, seq=seq, n_heads=n_heads)
    for (path, _, back), x in zip(layers[::-1], before[::-1], strict=True):
        normal = norm(x, weights, f"{path}.norm")
        d_normal, found = back(d_x, normal, part(weights, f"{path}.sublayer"))
        grads |= named(f"{path}.sublayer", found)
        d_branch, found = norm_backward(d_normal, x, weights, f"{path}.norm")
        grads |= found
        d_x = d_x + d_branch
    # The embedding was used at both ends, a position by every sequence.
    at_start = embed_backward(d_x, tokens, table)
    grads["embed.weight"] = at_start + at_head["weight"]
    grads["positions.weight"] = np.zeros_like(weights["positions.weight"])
    grads["positions.weight"][:seq] = d_x.sum(axis=0)
    return loss, grads


# --8<-- [end:backward]


# --8<-- [start:training_step]
def training_step(
    tokens: Int[ndarray, "batch seq"],
    weights: dict[str, ndarray],
    optimizer: AdamW,
    *,
    n_heads: int,
) -> float:
    """Predict each token from those before it, and learn from the error.

    Gives the loss before the step.

    Args:
        tokens: ids, one more than the model reads at a time.
        weights: as in `gpt.residual_stream`; replaced by better ones.
        optimizer: keeps its averages from step to step.
        n_heads: number of heads.

    Example:
        >>> random = np.random.default_rng(0)
        >>> weights = {
        ...     "embed.weight": random.normal(size=(2, 4)),
        ...     "positions.weight": random.normal(size=(3, 4)),
        ...     "norm.weight": np.ones(4),
        ... }
        >>> tokens, optimizer = np.array([[0, 1, 1, 0]]), AdamW(lr=0.1)
        >>> losses = [
        ...     training_step(tokens, weights, optimizer, n_heads=1)
        ...     for _ in range(30)
        ... ]
        >>> losses[-1] < 0.01 < losses[0]
        True
    """
    loss, grads = loss_and_gradients(
        tokens[:, :-1], tokens[:, 1:], weights, n_heads=n_heads
    )
    optimizer.step(weights, grads)
    return loss


# --8<-- [end:training_step]
