"""Exercise: what each head writes into the stream.

Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_contributions(function: Callable[[ndarray, ndarray], Any]) -> None:
    """Heads (n_heads, n, d_head) and W_O give (n_heads, n, d_model).

    Example:
        >>> check_contributions(lambda heads, w_o: heads @ w_o[:2])
        Not yet: every head is multiplied by the first rows of W_O,
        those of head 0. Head i owns rows i·d_head to (i + 1)·d_head.
    """
    rng = np.random.default_rng(0)
    heads, w_o = rng.standard_normal((3, 5, 2)), rng.standard_normal((6, 4))
    answer = call(function, heads, w_o)
    say(answer if isinstance(answer, str) else _judge(answer, heads, w_o))


def _judge(answer: ndarray, heads: ndarray, w_o: ndarray) -> str:
    n_heads, n, d_head = heads.shape
    shape = (n_heads, n, w_o.shape[1])
    right = heads @ w_o.reshape(n_heads, d_head, -1)
    if answer.shape == shape[1:] and np.allclose(answer, right.sum(axis=0)):
        return (
            "Not yet: that is their sum, the layer's output. Keep the heads "
            "apart: one matrix of (tokens, d_model) for each."
        )
    if answer.shape != shape:
        return (
            f"Not yet: {n_heads} heads, {n} tokens and W_O of {w_o.shape} "
            f"give {shape}, not {answer.shape}."
        )
    if np.allclose(answer, heads @ w_o[:d_head]):
        return (
            "Not yet: every head is multiplied by the first rows of W_O, "
            "those of head 0. Head i owns rows i·d_head to (i + 1)·d_head."
        )
    if np.allclose(
        answer, heads @ w_o.reshape(d_head, n_heads, -1).swapaxes(0, 1)
    ):
        return (
            "Not yet: each head gets every third row of W_O. The rows of a "
            "head stand together."
        )
    if not np.allclose(answer, right):
        return (
            "Not yet: the shape is right, the numbers are not. Head i is "
            "multiplied by its own rows of W_O."
        )
    return (
        "Right: each head writes by itself, and the sum of what they write "
        "is the output of the layer."
    )
