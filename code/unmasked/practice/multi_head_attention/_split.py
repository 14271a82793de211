"""Exercise: cut projected tokens into heads.

Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_split(function: Callable[[ndarray, int], Any]) -> None:
    """From (n, d_model) to (n_heads, n, d_head), a token staying together.

    Example:
        >>> check_split(lambda x, h: x.reshape(h, len(x), -1))
        Not yet: the shape is right and the numbers are not. Head 0 of
        token 0 is [0 1 2] and should be, but head 0 of token 1 is [3 4
        5], which is still token 0. Cut the last axis first, then swap.
    """
    n, n_heads, d_head = 4, 2, 3
    x = np.arange(n * n_heads * d_head).reshape(n, -1)
    answer = call(function, x, n_heads)
    say(answer if isinstance(answer, str) else _judge(answer, x, n_heads))


def _judge(answer: ndarray, x: ndarray, n_heads: int) -> str:
    n, width = x.shape
    d_head = width // n_heads
    cut = x.reshape(n, n_heads, d_head)
    if answer.shape == cut.shape and (answer == cut).all():
        return (
            f"Not yet: cut right, as {cut.shape}, tokens first. The heads "
            "must come first, so that each is a matrix of its own: swap the "
            "first two axes."
        )
    if answer.shape != (n_heads, n, d_head):
        return (
            f"Not yet: {n} tokens of width {width} and {n_heads} heads give "
            f"{(n_heads, n, d_head)}, not {answer.shape}."
        )
    if (answer == x.reshape(n_heads, n, d_head)).all():
        return (
            "Not yet: the shape is right and the numbers are not. Head 0 of "
            f"token 0 is {answer[0, 0]} and should be, but head 0 of token 1 "
            f"is {answer[0, 1]}, which is still token 0. Cut the last axis "
            "first, then swap."
        )
    right = cut.swapaxes(0, 1)
    if (answer == x.reshape(n, d_head, n_heads).transpose(2, 0, 1)).all():
        return (
            "Not yet: each head takes every second number. That is a layer "
            "too, but not the one whose weights you will load: a head's "
            "numbers stand side by side."
        )
    if not np.array_equal(answer, right):
        return (
            "Not yet: head 1 of token 2 should be "
            f"{right[1, 2]}, it is {answer[1, 2]}."
        )
    return (
        "Right: head i of a token is the i-th piece of its projected vector, "
        "and each head is a matrix of (tokens, d_head)."
    )
