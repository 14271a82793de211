"""Lab: a recurrent network over a whole sequence.

Lesson: docs/start/recurrent-networks.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_rnn(function: Callable[..., Any]) -> None:
    """All states of a sequence, from tokens, weights and a first state.

    Example:
        >>> check_rnn(lambda x, w, u, b, h: np.tanh(x @ w.T + b))
        Not yet: no state reaches the next one: each is made of its own
        token alone.
    """
    rng = np.random.default_rng(0)
    x, h, b = rng.normal(size=(5, 3)), rng.normal(size=4), rng.normal(size=4)
    w, u = rng.normal(size=(4, 3)), rng.normal(size=(4, 4))
    answer = call(function, x, w, u, b, h)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape == (4,):
        say("Not yet: that is one state. Keep the state of every token.")
    elif answer.shape != (5, 4):
        say(
            f"Not yet: the states are {answer.shape}, they should be (5, 4): "
            "a row for each token."
        )
    else:
        say(_judge(answer, x, w, u, b, h))


def _read(
    x: ndarray, w: ndarray, u: ndarray, b: ndarray, h: ndarray
) -> ndarray:
    states = []
    for token in x:
        h = np.tanh(w @ token + u @ h + b)
        states.append(h)
    return np.stack(states)


def _judge(
    answer: ndarray, x: ndarray, w: ndarray, u: ndarray, b: ndarray, h: ndarray
) -> str:
    mistakes = {
        "no state reaches the next one: each is made of its own token alone.": (
            np.tanh(x @ w.T + b)
        ),
        "every step starts from the first state. Hand the new one on.": (
            np.tanh(x @ w.T + u @ h + b)
        ),
        "you start from zeros, not from the state that was given.": _read(
            x, w, u, b, 0 * h
        ),
        "the tokens are read from the end.": _read(x[::-1], w, u, b, h)[::-1],
    }
    for reason, wrong in mistakes.items():
        if np.allclose(answer, wrong):
            return f"Not yet: {reason}"
    if not np.allclose(answer, _read(x, w, u, b, h)):
        return "Not yet: the shape is right, the numbers are not tanh(Wx+Uh+b)."
    return "Right: one state after another, each from the one before."
