"""Lab: one step of an LSTM.

Lesson: docs/start/recurrent-networks.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.activations import sigmoid
from unmasked.practice._answers import call, say


def check_lstm_step(function: Callable[..., Any]) -> None:
    """Hidden state and cell after one token, from the four sums and a cell.

    Example:
        >>> check_lstm_step(lambda i, f, g, o, cell: (np.tanh(cell), cell))
        Not yet: the cell did not change. It keeps σ(f) of itself and
        takes σ(i) of tanh(g).
    """
    i, f, g, o, cell = np.random.default_rng(0).normal(size=(5, 4))
    answer = call(function, i, f, g, o, cell)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != (2, 4):
        say("Not yet: give two arrays, the hidden state and the cell.")
    else:
        say(_judge(answer[0], answer[1], (i, f, g, o, cell)))


def _judge(hidden: ndarray, cell: ndarray, inputs: tuple[ndarray, ...]) -> str:
    i, f, g, o, before = inputs
    after = sigmoid(f) * before + sigmoid(i) * np.tanh(g)
    shown = sigmoid(o) * np.tanh(after)
    mistakes = {
        "the cell did not change. It keeps σ(f) of itself and takes σ(i) of "
        "tanh(g).": before,
        "a gate is between 0 and 1: put f and i through σ.": f * before
        + i * np.tanh(g),
        "what is written is bent to between −1 and 1: tanh(g), not σ(g).": (
            sigmoid(f) * before + sigmoid(i) * sigmoid(g)
        ),
        "f and i have changed places: f keeps, i writes.": sigmoid(i) * before
        + sigmoid(f) * np.tanh(g),
        "the cell itself is not bent. A tanh here would fade it at every "
        "step.": np.tanh(after),
        "f is how much is kept, not how much is lost.": (1 - sigmoid(f))
        * before
        + sigmoid(i) * np.tanh(g),
    }
    if np.allclose(cell, shown) and np.allclose(hidden, after):
        return "Not yet: the order is hidden state, then cell."
    for reason, wrong in mistakes.items():
        if np.allclose(cell, wrong):
            return f"Not yet: {reason}"
    if not np.allclose(cell, after):
        return "Not yet: the cell is not σ(f) ⊙ c + σ(i) ⊙ tanh(g)."
    if np.allclose(hidden, sigmoid(o) * np.tanh(before)):
        return "Not yet: show the new cell, not the old one."
    if np.allclose(hidden, sigmoid(o) * after):
        return "Not yet: what is shown is bent: tanh(c)."
    if not np.allclose(hidden, shown):
        return "Not yet: the cell is right, h is not σ(o) ⊙ tanh(c)."
    return "Right: forget, write, show."
