"""Lab: BatchNorm in its two modes.

Lab: docs/labs/normalization_and_residuals.py
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_batch_norm(function: Callable[..., Any]) -> None:
    """A function of (x, mean, var, training), without ε, gain and bias.

    Example:
        >>> check_batch_norm(lambda x, mean, var, training: x)
        Not yet: in training nothing is normalized.
    """
    x = np.random.default_rng(0).normal(2, 3, (2, 5, 4))
    mean, var = np.array([1.0, 2.0, 3.0, 4.0]), np.array([4.0, 4.0, 9.0, 9.0])
    answers = []
    for training in (True, False):
        answer = call(lambda *a: function(*a), x, mean, var, training)
        if isinstance(answer, str):
            say(answer)
            return
        if answer.shape != x.shape:
            say(f"Not yet: {x.shape} came in, {answer.shape} came out.")
            return
        answers.append(answer)
    trained, used = answers
    say(_judge(trained, used, x, mean, var))


def _judge(
    trained: ndarray, used: ndarray, x: ndarray, mean: ndarray, var: ndarray
) -> str:
    batch = (x - x.mean(axis=(0, 1))) / x.std(axis=(0, 1))
    running = (x - mean) / np.sqrt(var)
    if np.allclose(trained, x):
        return "Not yet: in training nothing is normalized."
    if np.allclose(trained, running):
        return (
            "Not yet: training uses the batch's own statistics, not the "
            "running averages."
        )
    by_token = (x - x.mean(-1, keepdims=True)) / x.std(-1, keepdims=True)
    if np.allclose(trained, by_token):
        return "Not yet: axis=-1 is LayerNorm. Average over batch and places."
    by_place = (x - x.mean(axis=0)) / x.std(axis=0)
    if np.allclose(trained, by_place):
        return (
            "Not yet: that is over the batch alone, a mean for each place. "
            "Average over both: axis=(0, 1)."
        )
    if not np.allclose(trained, batch):
        return "Not yet: in training these are not (x − μ)/σ of the batch."
    if np.allclose(used, batch):
        return (
            "Not yet: in use the batch's statistics must not matter. Take the "
            "running averages."
        )
    if np.allclose(used, (x - mean) / var):
        return "Not yet: in use you divide by the variance. Take its root."
    if not np.allclose(used, running):
        return "Not yet: in use it is (x − mean)/√var of the averages."
    return (
        "Right: two functions under one name. In training every token of the "
        "batch has a say in every output."
    )
