"""Lab: backpropagation through time.

Lesson: docs/start/recurrent-networks.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_rnn_backward(function: Callable[..., Any]) -> None:
    """Gradients at the inputs, from one at the last state.

    Example:
        >>> check_rnn_backward(lambda g, states, w, u: np.zeros((5, 3)))
        Not yet: the gradient at token 4, the last, should be Wᵀδ with δ
        = g ⊙ (1 − h²).
    """
    rng = np.random.default_rng(0)
    states, grad = np.tanh(rng.normal(size=(5, 4))), rng.normal(size=4)
    w, u = rng.normal(size=(4, 3)), rng.normal(size=(4, 4))
    answer = call(function, grad, states, w, u)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != (5, 3):
        say(
            f"Not yet: the gradients are {answer.shape}, they should be "
            "(5, 3): a row for each token."
        )
    else:
        say(_judge(answer, grad, states, w, u))


def _carry(grad: ndarray, slopes: ndarray, w: ndarray, u: ndarray) -> ndarray:
    rows = []
    for slope in slopes[::-1]:
        delta = grad * slope
        rows.append(w.T @ delta)
        grad = u.T @ delta
    return np.stack(rows[::-1])


def _judge(
    answer: ndarray, grad: ndarray, states: ndarray, w: ndarray, u: ndarray
) -> str:
    slopes = 1 - states**2
    mistakes = {
        "on the way back the matrix is turned around: Uᵀ δ.": _carry(
            grad, slopes, w, u.T
        ),
        "the slope of tanh is missing: 1 − h².": _carry(
            grad, np.ones_like(states), w, u
        ),
        "you used 1 − h. The slope of tanh is 1 − h².": _carry(
            grad, 1 - states, w, u
        ),
        "the rows stand in the order of the way back. Put the first token "
        "first.": _carry(grad, slopes, w, u)[::-1],
    }
    for reason, wrong in mistakes.items():
        if np.allclose(answer, wrong):
            return f"Not yet: {reason}"
    right = _carry(grad, slopes, w, u)
    for t in reversed(range(5)):
        if not np.allclose(answer[t], right[t]):
            if t == 4:
                return (
                    "Not yet: the gradient at token 4, the last, should be "
                    "Wᵀδ with δ = g ⊙ (1 − h²)."
                )
            return (
                f"Not yet: right down to token {t + 1}, wrong at token {t}. "
                "What does Uᵀδ hand to the step before?"
            )
    return "Right: one factor for each step back, as derived."
