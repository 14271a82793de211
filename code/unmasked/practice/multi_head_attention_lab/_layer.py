"""A layer for the checks: weights that multiply from the right, as on paper.

Lesson: docs/transformer/multi-head-attention.md
"""

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.scaled_dot_product import softmax

N_HEADS, D_MODEL, D_HEAD = 3, 6, 2


class Layer(NamedTuple):
    """Tokens, a context, and the four matrices."""

    x: ndarray
    context: ndarray
    w_q: ndarray
    w_k: ndarray
    w_v: ndarray
    w_o: ndarray

    @property
    def weights(self) -> tuple[ndarray, ...]:
        """The four matrices."""
        return self[2:]


def draw() -> Layer:
    """The layer of all checks.

    Example:
        >>> draw().x.shape, draw().context.shape
        ((4, 6), (5, 6))
    """
    rng = np.random.default_rng(0)
    matrices = rng.standard_normal((4, D_MODEL, D_MODEL))
    return Layer(
        rng.standard_normal((4, D_MODEL)),
        rng.standard_normal((5, D_MODEL)),
        *matrices,
    )


def cut(x: ndarray) -> ndarray:
    """From (n, d_model) to (heads, n, d_head)."""
    return x.reshape(len(x), N_HEADS, D_HEAD).swapaxes(0, 1)


def heads(
    x: ndarray, context: ndarray, layer: Layer, *, width: int = D_HEAD
) -> ndarray:
    """What each head finds: (heads, n, d_head)."""
    q, k, v = (
        cut(x @ layer.w_q),
        cut(context @ layer.w_k),
        cut(context @ layer.w_v),
    )
    return softmax(q @ k.swapaxes(1, 2) / np.sqrt(width)) @ v


def join(found: ndarray) -> ndarray:
    """From (heads, n, d_head) to (n, d_model)."""
    return found.swapaxes(0, 1).reshape(found.shape[1], -1)
