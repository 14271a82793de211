"""Exercise: a backward pass on paper.

Lesson: docs/start/refresher.md
"""

from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import BLANK, is_blank, numbers, say

X = np.array([1.0, 2.0])
W1 = np.array([[1.0, -1.0, 1.0], [1.0, 1.0, -1.0]])
W2 = np.array([[1.0, 0.0], [-1.0, 2.0], [4.0, 1.0]])
HIDDEN = np.maximum(X @ W1, 0)
D_SCORES = np.array([0.5, -0.5])  # the right class is now the second
D_W2 = np.outer(HIDDEN, D_SCORES)
D_BENT = D_SCORES @ W2.T
D_W1 = np.outer(X, D_BENT * (X @ W1 > 0))


def check_hand_gradient(d_scores: Any, d_w2: Any, d_w1: Any) -> None:
    """The gradients of the small network when the other class is right.

    Example:
        >>> check_hand_gradient([-0.5, 0.5], D_W2, D_W1)
        Not yet: d_scores. Predicted less right: (½, ½) − (0, 1).
    """
    if is_blank([d_scores, d_w2, d_w1]):
        say(BLANK)
        return
    answers = []
    given = zip((d_scores, d_w2, d_w1), ((2,), (3, 2), (2, 3)), strict=True)
    for answer, shape in given:
        array = numbers(answer, shape)
        if isinstance(array, str):
            say(array)
            return
        answers.append(array)
    say(_judge(*answers))


def _judge(d_scores: ndarray, d_w2: ndarray, d_w1: ndarray) -> str:
    if not np.allclose(d_scores, D_SCORES):
        return "Not yet: d_scores. Predicted less right: (½, ½) − (0, 1)."
    if not np.allclose(d_w2, D_W2):
        return (
            "Not yet: d_w2. Its entry in row h, column s is what the hidden "
            "unit sent, times the blame of the score."
        )
    if np.allclose(d_w1, np.outer(X, D_BENT)):
        return (
            "Not yet: d_w1. The third unit was cut off by the ReLU: it sent "
            "nothing, so no blame passes through it."
        )
    if not np.allclose(d_w1, D_W1):
        return (
            "Not yet: d_w1. First carry the blame back to the hidden units, "
            "d_scores @ w2.T; then through the ReLU; then times x."
        )
    return (
        "Right: the old gradients with every sign turned. With p = (½, ½) "
        "what raises one class lowers the other by as much."
    )
