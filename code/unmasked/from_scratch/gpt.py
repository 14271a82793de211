"""A whole GPT in NumPy, from the pieces: the forward pass.

Source: Radford et al. 2019, "Language Models are Unsupervised Multitask
Learners", §2.3,
https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf
Lesson: docs/language-models/pre-training.md
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unmasked.from_scratch.activations import gelu_tanh, gelu_tanh_slope
from unmasked.from_scratch.embeddings import embed
from unmasked.from_scratch.feed_forward import mlp, mlp_backward
from unmasked.from_scratch.layer_norm import layer_norm
from unmasked.from_scratch.linear import linear
from unmasked.from_scratch.multi_head import multi_head, multi_head_backward
from unmasked.from_scratch.weights import part


class Sublayer(NamedTuple):
    """Where its weights are, and its two directions."""

    path: str
    run: Callable[..., ndarray]
    back: Callable[..., tuple[ndarray, dict[str, ndarray]]]


def sublayers(
    weights: Mapping[str, ndarray], *, seq: int, n_heads: int
) -> list[Sublayer]:
    """Attention and feed-forward of every block, in their order."""
    causal = np.tri(seq, dtype=bool)
    found: list[Sublayer] = []
    while part(weights, block := f"blocks.{len(found) // 2}"):
        found += [
            Sublayer(
                f"{block}.attention",
                partial(multi_head, n_heads=n_heads, mask=causal),
                partial(multi_head_backward, n_heads=n_heads, mask=causal),
            ),
            Sublayer(
                f"{block}.feed_forward",
                partial(mlp, activation=gelu_tanh),
                partial(
                    mlp_backward, activation=gelu_tanh, slope=gelu_tanh_slope
                ),
            ),
        ]
    return found


def norm(x: ndarray, weights: Mapping[str, ndarray], path: str) -> ndarray:
    """Layer norm with the weights that stand under `path`."""
    own = part(weights, path)
    return layer_norm(x, own["weight"], own.get("bias"))


# --8<-- [start:forward]
def residual_stream(
    tokens: Int[ndarray, "batch seq"],
    weights: Mapping[str, ndarray],
    *,
    n_heads: int,
) -> list[Float[ndarray, "batch seq d_model"]]:
    """The stream after the embeddings, and after each sublayer.

        x ← token + position
        x ← x + attention(norm(x));  x ← x + mlp(norm(x));  …

    Args:
        tokens: ids.
        weights: those of `models.GPT2`, by name.
        n_heads: number of heads.

    Raises:
        ValueError: if there are more tokens than positions, an id is not in
            the vocabulary, or `n_heads` does not divide the width.
    """
    seq, places = tokens.shape[-1], weights["positions.weight"]
    if seq > len(places):
        raise ValueError(f"{seq} tokens, but only {len(places)} positions")
    x = embed(tokens, weights["embed.weight"]) + places[:seq]
    stream = [x]
    for path, run, _ in sublayers(weights, seq=seq, n_heads=n_heads):
        normal = norm(x, weights, f"{path}.norm")
        x = x + run(normal, part(weights, f"{path}.sublayer"))
        stream.append(x)
    return stream


def gpt(
    tokens: Int[ndarray, "batch seq"],
    weights: Mapping[str, ndarray],
    *,
    n_heads: int,
) -> Float[ndarray, "batch seq vocab"]:
    """Score the token after each, for every token of the vocabulary.

    The head is tied: it reads the embedding's matrix backwards.

    Example:
        >>> weights = {
        ...     "embed.weight": np.array([[1.0, 0.0], [0.0, 1.0]]),
        ...     "positions.weight": np.zeros((8, 2)),
        ...     "norm.weight": np.ones(2),
        ... }  # without blocks it predicts the token that it sees
        >>> gpt(np.array([[0, 1, 1]]), weights, n_heads=1).argmax(axis=-1)
        array([[0, 1, 1]])
    """
    x = residual_stream(tokens, weights, n_heads=n_heads)[-1]
    return linear(norm(x, weights, "norm"), weights["embed.weight"])


# --8<-- [end:forward]
