"""Exercise: one step of a recurrent network.

Lesson: docs/start/recurrent-networks.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say

COLUMNS = (
    "Not yet: the shapes do not fit. Vectors are columns here, and a matrix "
    "stands in front: w @ x."
)


def check_rnn_step(function: Callable[..., Any]) -> None:
    """The next state from a token, the state, and the weights.

    Example:
        >>> check_rnn_step(lambda x, h, w, u, b: w @ x + u @ h + b)
        Not yet: that is the sum before the tanh. Without it the network
        is one long matrix product.
    """
    rng = np.random.default_rng(0)
    x, h, b = rng.normal(size=3), rng.normal(size=4), rng.normal(size=4)
    w, u = rng.normal(size=(4, 3)), rng.normal(size=(4, 4))
    answer = call(function, x, h, w, u, b)
    if isinstance(answer, str):
        say(COLUMNS if "mismatch" in answer else answer)
    elif answer.shape != (4,):
        say(
            f"Not yet: the new state has shape {answer.shape}. It should have "
            "that of the old one, (4,)."
        )
    else:
        say(_judge(answer, x, h, w, u, b))


def _judge(
    answer: ndarray, x: ndarray, h: ndarray, w: ndarray, u: ndarray, b: ndarray
) -> str:
    mistakes = {
        "that is the sum before the tanh. Without it the network is one long "
        "matrix product.": w @ x + u @ h + b,
        "the old state is missing: this network forgets all but the last "
        "token.": np.tanh(w @ x + b),
        "the bias is missing.": np.tanh(w @ x + u @ h),
        "the old state goes through its matrix too: u @ h.": np.tanh(
            w @ x + h + b
        ),
        "u is turned around: u @ h, not h @ u.": np.tanh(w @ x + h @ u + b),
        "add first, then bend the sum: one tanh around all of it.": (
            np.tanh(w @ x) + np.tanh(u @ h) + b
        ),
    }
    for reason, wrong in mistakes.items():
        if np.allclose(answer, wrong):
            return f"Not yet: {reason}"
    if not np.allclose(answer, np.tanh(w @ x + u @ h + b)):
        return "Not yet: the shape is right, the numbers are not tanh(Wx+Uh+b)."
    return "Right: token and state are mixed, and the sum is bent."
