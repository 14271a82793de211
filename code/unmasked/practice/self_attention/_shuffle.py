"""Exercise: what a shuffle of the tokens does to the output.

Lesson: docs/transformer/self-attention.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.scaled_dot_product import attend
from unmasked.practice._answers import call, say

Attention = Callable[[ndarray], ndarray]


def check_shuffle(
    expected: Callable[[Attention, ndarray, ndarray], Any],
) -> None:
    """What attention gives for shuffled tokens, from what it gave before.

    Example:
        >>> check_shuffle(lambda f, x, order: f(x))
        Not yet: that says the output does not notice the shuffle. That
        is invariance. The largest difference is 3.05.
    """

    def f(x: ndarray) -> ndarray:
        return attend(x, x, x)

    rng = np.random.default_rng(0)
    x = rng.normal(size=(5, 3))
    order = np.array([2, 0, 4, 1, 3])
    answer = call(expected, f, x, order)
    if isinstance(answer, str):
        say(answer)
        return
    if answer.shape != x.shape:
        say(f"Not yet: the answer has shape {answer.shape}, not {x.shape}.")
        return
    difference = np.abs(answer - f(x[order])).max()
    if difference < 1e-9:
        say("Right: shuffle the tokens and the rows of the output follow.")
    elif np.allclose(answer, f(x)):
        say(
            "Not yet: that says the output does not notice the shuffle. That "
            f"is invariance. The largest difference is {difference:.2f}."
        )
    elif np.allclose(answer, f(x)[np.argsort(order)]):
        say("Not yet: these are the right rows, shuffled the other way.")
    else:
        say(f"Not yet: the largest difference is {difference:.2f}.")
