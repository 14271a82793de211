"""Lab: cut a head out of the weights for good.

Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import BLANK, is_blank, say
from unmasked.practice.multi_head_attention_lab._layer import (
    D_HEAD,
    D_MODEL,
    N_HEADS,
    draw,
)


def check_without_head(function: Callable[..., Any]) -> None:
    """The four matrices of the layer without one of its heads.

    Example:
        >>> check_without_head(lambda *weights: weights[:4])
        Not yet: w_q is (6, 6). Without one head of three, each 2 wide,
        it is (6, 4).
    """
    layer, gone = draw(), 1
    try:
        smaller = function(*layer.weights, N_HEADS, gone)
    except Exception as error:
        if "ellipsis" not in str(error):
            say(f"Not yet: it stops with {type(error).__name__}: {error}")
            return
        smaller = ...
    if smaller is ... or smaller is None or is_blank(list(smaller)):
        say(BLANK)
        return
    left = np.delete(np.arange(D_MODEL), np.s_[D_HEAD : 2 * D_HEAD])
    right = (*(w[:, left] for w in layer.weights[:3]), layer.w_o[left])
    every_third = np.delete(np.arange(D_MODEL), np.s_[gone::N_HEADS])
    names = ("w_q", "w_k", "w_v", "w_o")
    for name, mine, theirs, whole in zip(
        names, smaller, right, layer.weights, strict=True
    ):
        shape = np.shape(mine)
        if shape != theirs.shape:
            say(
                f"Not yet: {name} is {shape}. Without one head of three, each "
                f"2 wide, it is {theirs.shape}."
            )
            return
        if not np.allclose(mine, theirs):
            axis = 0 if name == "w_o" else 1
            if np.allclose(mine, np.take(whole, every_third, axis)):
                say(
                    f"Not yet: you took every third number out of {name}. A "
                    "head's numbers stand side by side."
                )
            else:
                say(
                    f"Not yet: {name} lost the wrong ones. Head 1 owns "
                    "numbers 2 and 3 of 0 to 5."
                )
            return
    say(
        "Right: columns of the three projections, rows of W_O. The layer is "
        "smaller, and gives what it gave with that head silenced."
    )
