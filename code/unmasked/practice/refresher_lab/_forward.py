"""Lab: the forward pass of a two-layer network.

Lesson: docs/start/refresher.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say
from unmasked.practice.refresher_lab._network import Weights, example, forward


def check_forward(function: Callable[[ndarray, Weights], Any]) -> None:
    """max(0, x W₁ + b₁) W₂ + b₂.

    Example:
        >>> check_forward(lambda x, w: x @ w["w1"] @ w["w2"] + w["b2"])
        Not yet: without the ReLU, and without b1, two layers are one
        matrix.
    """
    x, _, w = example()
    answer = call(function, x, w)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != (6, 3):
        say(f"Not yet: six inputs give (6, 3) scores, not {answer.shape}.")
    else:
        say(_judge(answer, x, w))


def _judge(answer: ndarray, x: ndarray, w: Weights) -> str:
    plain = x @ w["w1"]
    bare = {
        "b1": np.maximum(plain, 0) @ w["w2"] + w["b2"],
        "b2": np.maximum(plain + w["b1"], 0) @ w["w2"],
        "either bias": np.maximum(plain, 0) @ w["w2"],
        "the ReLU": (plain + w["b1"]) @ w["w2"] + w["b2"],
    }
    for name, wrong in bare.items():
        if np.allclose(answer, wrong):
            return f"Not yet: everything but {name}."
    if np.allclose(answer, plain @ w["w2"] + w["b2"]):
        return (
            "Not yet: without the ReLU, and without b1, two layers are one "
            "matrix."
        )
    if np.allclose(answer, np.maximum(forward(x, w), 0)):
        return "Not yet: no ReLU after the last layer. Scores may be negative."
    if not np.allclose(answer, forward(x, w)):
        return "Not yet: the shape is right, the numbers are not."
    return "Right: a row of scores for every input."
