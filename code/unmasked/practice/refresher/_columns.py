"""Exercise: subtract a column from a row without making a table.

Lesson: docs/start/refresher.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_errors(function: Callable[[ndarray, ndarray], Any]) -> None:
    """Predictions of shape (n,), targets of shape (n, 1), n errors.

    Example:
        >>> check_errors(lambda prediction, target: prediction - target)
        Not yet: 5 predictions and 5 targets gave shape (5, 5). A column
        against a row is every pair.
    """
    rng = np.random.default_rng(0)
    prediction, target = rng.standard_normal(5), rng.standard_normal((5, 1))
    answer = call(function, prediction, target)
    if isinstance(answer, str):
        say(answer)
    else:
        say(_judge(answer, prediction, target[:, 0]))


def _judge(answer: ndarray, prediction: ndarray, target: ndarray) -> str:
    if answer.shape == (5, 5):
        return (
            "Not yet: 5 predictions and 5 targets gave shape (5, 5). A column "
            "against a row is every pair."
        )
    if answer.shape == (5, 1):
        return (
            "Not yet: the errors stand in a column, (5, 1). Subtracted from a "
            "row once more, it would make the table again: return (5,)."
        )
    if answer.shape != (5,):
        return f"Not yet: the shape is {answer.shape}, it should be (5,)."
    if np.allclose(answer, target - prediction):
        return "Not yet: this is target less prediction. Turn it around."
    if not np.allclose(answer, prediction - target):
        return "Not yet: the shape is right, the numbers are not."
    return (
        "Right. The mean of the squares of the (5, 5) table is a number too, "
        "so a training loop with the mistake runs, and learns the mean."
    )
