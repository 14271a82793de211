"""Lab: let the tokens look at another sequence.

Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say
from unmasked.practice.multi_head_attention_lab._layer import (
    N_HEADS,
    draw,
    heads,
    join,
)


def check_cross(function: Callable[..., Any]) -> None:
    """Queries from x, keys and values from the context.

    Example:
        >>> check_cross(lambda x, context, *weights: context)
        Not yet: 4 tokens look at 5, so there are 4 outputs, not 5.
    """
    layer = draw()
    x, context = layer.x, layer.context
    answer = call(function, x, context, *layer.weights, N_HEADS)
    if isinstance(answer, str):
        say(answer)
        return
    if answer.shape != x.shape:
        n = answer.shape[0] if answer.ndim else 0
        say(f"Not yet: 4 tokens look at 5, so there are 4 outputs, not {n}.")
        return
    if np.allclose(answer, join(heads(x, x, layer)) @ layer.w_o):
        say("Not yet: this is self-attention: the context is not looked at.")
    elif not np.allclose(answer, join(heads(x, context, layer)) @ layer.w_o):
        say(
            "Not yet: the shape is right, the numbers are not. Queries come "
            "from x, keys and values both from the context."
        )
    else:
        say("Right: the same layer, looking elsewhere.")
