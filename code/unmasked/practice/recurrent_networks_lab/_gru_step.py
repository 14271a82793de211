"""Lab: one step of a GRU.

Lesson: docs/start/recurrent-networks.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.activations import sigmoid
from unmasked.practice._answers import call, say


def check_gru_step(function: Callable[..., Any]) -> None:
    """The new state from two gates' sums, two parts of the candidate, a state.

    Example:
        >>> check_gru_step(lambda r, z, n_x, n_h, h: np.tanh(n_x + n_h))
        Not yet: both gates are missing. r decides how much of n_h
        counts, z how much of h stays.
    """
    r, z, n_x, n_h, h = np.random.default_rng(0).normal(size=(5, 4))
    answer = call(function, r, z, n_x, n_h, h)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != (4,):
        say(f"Not yet: the state is {answer.shape}, it should be (4,).")
    else:
        say(_judge(answer, (r, z, n_x, n_h, h)))


def _judge(answer: ndarray, inputs: tuple[ndarray, ...]) -> str:
    r, z, n_x, n_h, h = inputs
    keep, reset = sigmoid(z), sigmoid(r)
    new = np.tanh(n_x + reset * n_h)
    mistakes = {
        "both gates are missing. r decides how much of n_h counts, z how much "
        "of h stays.": np.tanh(n_x + n_h),
        "the keep gate is missing: blend the old state and the new one.": new,
        "z is turned around. Here, as in PyTorch, z is what stays of the old "
        "state. (Papers differ.)": (1 - keep) * h + keep * new,
        "the reset gate is missing: r ⊙ n_h.": keep * h
        + (1 - keep) * np.tanh(n_x + n_h),
        "put the gates through σ.": z * h + (1 - z) * np.tanh(n_x + r * n_h),
        "reset what comes from the state alone, not the token too.": keep * h
        + (1 - keep) * np.tanh(reset * (n_x + n_h)),
    }
    for reason, wrong in mistakes.items():
        if np.allclose(answer, wrong):
            return f"Not yet: {reason}"
    if not np.allclose(answer, keep * h + (1 - keep) * new):
        return "Not yet: this is not z ⊙ h + (1 − z) ⊙ n."
    return "Right: a blend of old and new, as far as the gate says."
