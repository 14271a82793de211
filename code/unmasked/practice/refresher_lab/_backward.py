"""Lab: the backward pass of a two-layer network.

Lesson: docs/start/refresher.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import BLANK, is_blank, say
from unmasked.practice.refresher_lab._network import (
    Weights,
    backward,
    example,
)

Backward = Callable[[ndarray, Weights, ndarray], Any]


def check_backward(function: Backward) -> None:
    """The gradients of all four arrays, given that of the scores.

    Example:
        >>> check_backward(lambda x, w, d: {"w1": 0, "b1": 0})
        Not yet: there should be a gradient for each of b1, b2, w1, w2.
    """
    x, _, w = example()
    d_scores = np.random.default_rng(1).standard_normal((6, 3))
    try:
        answer = function(x, w, d_scores)
    except Exception as error:
        blank = "ellipsis" in str(error)
        problem = f"{type(error).__name__}: {error}"
        say(BLANK if blank else f"Not yet: it stops with {problem}")
        return
    blank = answer is ... or (
        isinstance(answer, dict) and is_blank(list(answer.values()))
    )
    say(BLANK if blank else _judge(answer, x, w, d_scores))


def _judge(answer: Any, x: ndarray, w: Weights, d_scores: ndarray) -> str:
    if not isinstance(answer, dict) or sorted(answer) != sorted(w):
        return (
            "Not yet: there should be a gradient for each of "
            f"{', '.join(sorted(w))}."
        )
    right = backward(x, w, d_scores)
    for name in ("w2", "b2", "w1", "b1"):
        found = np.asarray(answer[name])
        if found.shape != w[name].shape:
            return (
                f"Not yet: the gradient of {name} is {found.shape}, and "
                f"{name} is {w[name].shape}. They must be alike."
            )
        if not np.allclose(found, right[name]):
            return f"Not yet: {name}. {_why(name, found, x, w, d_scores)}"
    return "Right: four gradients, each of the shape of its weights."


def _why(
    name: str, found: ndarray, x: ndarray, w: Weights, d_scores: ndarray
) -> str:
    through = d_scores @ w["w2"].T
    if name == "w1" and np.allclose(found, x.T @ through):
        return "The ReLU is missing: no blame passes a unit that sent 0."
    if name == "w2" and np.allclose(
        found, (x @ w["w1"] + w["b1"]).T @ d_scores
    ):
        return "W₂ met what came out of the ReLU, not what went in."
    if name == "b1" and np.allclose(found, through.sum(axis=0)):
        return "The ReLU is missing: no blame passes a unit that sent 0."
    if np.allclose(found * len(x), backward(x, w, d_scores)[name]):
        return "Sum over the batch. The mean is in d_scores already."
    if name in ("b1", "b2"):
        return "A bias is added to every row, so its slopes add up over rows."
    return "It is (what went into the layer)ᵀ @ (the gradient behind it)."
