"""Exercise: weights with which a block passes its input on unchanged.

Lesson: docs/start/resnets.md
"""

from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import numbers, say

SIZE = 3


def check_identity(plain_w1: Any, plain_w2: Any, shortcut_w2: Any) -> None:
    """Both matrices of a plain block, and the second of a residual one.

    Example:
        >>> eye = np.eye(3)
        >>> check_identity(eye, eye, eye)
        Not yet: with this w2 the residual block adds relu(w1 @ x) to x.
        What must it add?
    """
    given = []
    for answer in (plain_w1, plain_w2, shortcut_w2):
        matrix = numbers(answer, shape=(SIZE, SIZE))
        if isinstance(matrix, str):
            say(matrix)
            return
        given.append(matrix)
    say(_judge(*given))


def _judge(w1: ndarray, w2: ndarray, shortcut_w2: ndarray) -> str:
    x = np.array([0.5, 2.0, 1.0])  # what comes out of a ReLU
    out = np.maximum(w2 @ np.maximum(w1 @ x, 0), 0)
    if not out.any():
        return (
            "Not yet: the plain block gives 0 for every x. Zero weights pass "
            "nothing on where there is no shortcut."
        )
    if (w1 @ x < 0).any() and np.allclose(w2 @ w1, np.eye(SIZE)):
        return (
            "Not yet: w2 @ w1 is the identity, but the ReLU between them cuts "
            "off what w1 has made negative."
        )
    rng = np.random.default_rng(0)
    many = np.abs(rng.normal(size=(SIZE, 50)))
    passed = np.maximum(w2 @ np.maximum(w1 @ many, 0), 0)
    if not np.allclose(passed, many):
        shown = out.round(2).tolist()
        return f"Not yet: the plain block makes {shown} of {x.tolist()}."
    if np.allclose(shortcut_w2, np.eye(SIZE)):
        return (
            "Not yet: with this w2 the residual block adds relu(w1 @ x) to x. "
            "What must it add?"
        )
    if shortcut_w2.any():
        return (
            "Not yet: the residual block must work for whatever w1 is. Only "
            "one w2 makes w2 @ relu(w1 @ x) vanish for all of them."
        )
    return (
        "Right: the plain block must find two exact matrices, the residual "
        "one only has to be silent."
    )
