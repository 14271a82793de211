"""Lab: convert a query projection from one RoPE layout to the other.

Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say

N_HEADS, D_HEAD, D_MODEL = 2, 6, 5


def check_convert(function: Callable[[ndarray, int], Any]) -> None:
    """Weights, (n_heads · d_head, d_model), rows from interleaved to halves.

    Example:
        >>> check_convert(lambda weight, n_heads: weight)
        Not yet: nothing has moved. Scores would be computed from pairs
        that training never made.
    """
    weight = np.arange(N_HEADS * D_HEAD * D_MODEL).reshape(-1, D_MODEL)
    answer = call(function, weight, N_HEADS)
    say(answer if isinstance(answer, str) else _judge(answer, weight))


def _judge(answer: ndarray, weight: ndarray) -> str:
    order = np.r_[0:D_HEAD:2, 1:D_HEAD:2]
    heads = weight.reshape(N_HEADS, D_HEAD, D_MODEL)
    right = heads[:, order].reshape(weight.shape)
    if answer.shape != weight.shape:
        return f"Not yet: the shape stays {weight.shape}, not {answer.shape}."
    if np.array_equal(answer, right):
        return (
            "Right: within each head the even rows come first, then the odd "
            "ones. The same for keys; values and output stay as they are."
        )
    if np.array_equal(answer, weight):
        return (
            "Not yet: nothing has moved. Scores would be computed from pairs "
            "that training never made."
        )
    if np.array_equal(answer, weight[np.r_[0:12:2, 1:12:2]]):
        return (
            "Not yet: rows of different heads are mixed. Cut into heads "
            "first, then reorder within each."
        )
    if np.array_equal(answer, heads[:, np.argsort(order)].reshape(-1, D_MODEL)):
        return "Not yet: that is the way back, from halves to interleaved."
    return "Not yet: row 1 should be row 2 of the old weight."
