"""Lab: the whole layer.

Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.scaled_dot_product import softmax
from unmasked.practice._answers import call, say
from unmasked.practice.multi_head_attention_lab._layer import (
    D_MODEL,
    N_HEADS,
    Layer,
    draw,
    heads,
    join,
)


def check_multi_head(function: Callable[..., Any]) -> None:
    """Split, attend, concatenate, project.

    Example:
        >>> check_multi_head(lambda x, *weights: x)
        Not yet: the shape is right, the numbers are not. Compare the
        parts: queries of each head, its weights, what it finds, the
        sum.
    """
    layer = draw()
    answer = call(function, layer.x, *layer.weights, N_HEADS)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != layer.x.shape:
        say(
            f"Not yet: the output is {answer.shape}, and should be as the "
            f"tokens are, {layer.x.shape}."
        )
    else:
        say(_judge(answer, layer))


def _judge(answer: ndarray, layer: Layer) -> str:
    x = layer.x
    found = heads(x, x, layer)
    whole = softmax((x @ layer.w_q) @ (x @ layer.w_k).T / np.sqrt(D_MODEL))
    mistakes = [
        (
            join(heads(x, x, layer, width=D_MODEL)) @ layer.w_o,
            "you divide by √d_model. A score is a product of d_head numbers.",
        ),
        (
            join(heads(x, x, layer, width=1)) @ layer.w_o,
            "the scores are not scaled. Divide them by √d_head.",
        ),
        (join(found), "the output projection is missing."),
        (
            found.reshape(x.shape) @ layer.w_o,
            "the heads are joined without swapping axes back, so tokens are "
            "mixed up.",
        ),
        (
            whole @ (x @ layer.w_v) @ layer.w_o,
            "this is one wide head. Cut queries, keys and values into heads "
            "before the scores.",
        ),
        (
            join(found) @ layer.w_o.T,
            "W_O is turned around. Here tokens are rows: joined @ w_o.",
        ),
    ]
    for wrong, reason in mistakes:
        if np.allclose(answer, wrong):
            return f"Not yet: {reason}"
    if not np.allclose(answer, join(found) @ layer.w_o):
        return (
            "Not yet: the shape is right, the numbers are not. Compare the "
            "parts: queries of each head, its weights, what it finds, the sum."
        )
    return "Right: three heads, each with weights of its own, and one output."
