"""Exercise: carry a gradient back through a layer, for a whole batch.

Lesson: docs/start/refresher.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import BLANK, is_blank, say


def check_layer_backward(
    function: Callable[[ndarray, ndarray, ndarray], Any],
) -> None:
    """For y = x @ w: from ∂L/∂y to ∂L/∂x and ∂L/∂w.

    Example:
        >>> check_layer_backward(lambda d_y, x, w: (d_y @ w, x.T @ d_y))
        Not yet: it stops with ValueError. Write the shapes under the
        products: d_y is (5, 2), x is (5, 3), w is (3, 2).
    """
    rng = np.random.default_rng(0)
    d_y = rng.standard_normal((5, 2))
    x, w = rng.standard_normal((5, 3)), rng.standard_normal((3, 2))
    try:
        answer = function(d_y, x, w)
    except Exception as error:
        if "ellipsis" in str(error):
            say(BLANK)
        else:
            say(
                f"Not yet: it stops with {type(error).__name__}. Write the "
                "shapes under the products: d_y is (5, 2), x is (5, 3), w is "
                "(3, 2)."
            )
        return
    say(BLANK if is_blank(answer) else _judge(answer, d_y, x, w))


def _judge(answer: Any, d_y: ndarray, x: ndarray, w: ndarray) -> str:
    if not isinstance(answer, tuple) or len(answer) != 2:
        return "Not yet: return two gradients, of x and of w."
    d_x, d_w = (np.asarray(part) for part in answer)
    if d_x.shape == w.shape and d_w.shape == x.shape:
        return "Not yet: the two are swapped. First that of x, then that of w."
    for name, found, like in (("x", d_x, x), ("w", d_w, w)):
        if found.shape != like.shape:
            return (
                f"Not yet: a gradient has the shape of what it belongs to: "
                f"that of {name} is {found.shape}, not {like.shape}."
            )
    if np.allclose(d_w, x.T @ d_y / len(x)):
        return (
            "Not yet: the gradient of w is a sum over the batch. Whether the "
            "loss is a mean has been settled in d_y already."
        )
    if not np.allclose(d_x, d_y @ w.T):
        return "Not yet: ∂L/∂x. Each x reached every y, by its row of w."
    if not np.allclose(d_w, x.T @ d_y):
        return "Not yet: ∂L/∂w. Each entry met every row of the batch."
    return "Right: two products, so a backward pass costs about two forwards."
