"""Lab: all three projections of all heads in one product.

Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say
from unmasked.practice.multi_head_attention_lab._layer import (
    D_HEAD,
    N_HEADS,
    cut,
    draw,
)


def check_project(function: Callable[..., Any]) -> None:
    """Queries, keys and values of all heads: (3, n_heads, n, d_head).

    Example:
        >>> check_project(lambda x, w_qkv, h: (x @ w_qkv).reshape(
        ...     len(x), h, 3, -1).transpose(2, 1, 0, 3))
        Not yet: you cut into heads first and into queries, keys and
        values then. The columns of w_qkv are all queries, then all
        keys, then all values.
    """
    layer = draw()
    x, roles = layer.x, layer.weights[:3]
    w_qkv = np.concatenate(roles, axis=1)
    answer = call(function, x, w_qkv, N_HEADS)
    right = np.stack([cut(x @ w) for w in roles])
    if isinstance(answer, str):
        say(answer)
        return
    if answer.shape != right.shape:
        say(f"Not yet: the shape is {answer.shape}, not {right.shape}.")
        return
    flat = (x @ w_qkv).reshape(len(x), N_HEADS, 3, D_HEAD)
    if np.allclose(answer, flat.transpose(2, 1, 0, 3)):
        say(
            "Not yet: you cut into heads first and into queries, keys and "
            "values then. The columns of w_qkv are all queries, then all "
            "keys, then all values."
        )
    elif np.allclose(answer, (x @ w_qkv).reshape(right.shape)):
        say("Not yet: reshaped without moving the tokens' axis inward.")
    elif not np.allclose(answer, right):
        say("Not yet: the shape is right, the numbers are not.")
    else:
        say("Right: one product, and views of it for every head.")
