"""Lab: the loss of what was asked.

Lesson: docs/transformer/encoder-decoder.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say


def check_loss(function: Callable[..., Any]) -> None:
    """Log-probabilities (n, vocabulary) and targets give one number.

    Example:
        >>> check_loss(lambda log_p, targets: -log_p.mean())
        Not yet: the loss is 1.04, and you have 4.43. Take the
        log-probability of the target, at the places that are asked.
    """
    p = np.array(
        [[0.5, 0.25, 0.25], [0.1, 0.1, 0.8], [0.25, 0.5, 0.25], [1e-9, 1e-9, 1]]
    )
    log_p, targets = np.log(p), np.array([1, -100, 0, -100])
    targets[2] = 1
    answer = call(function, log_p, targets)
    if isinstance(answer, str):
        say(answer)
        return
    if answer.shape != ():
        say(f"Not yet: one number is asked for, not {answer.shape}.")
        return
    picked = log_p[[0, 2], [1, 1]]
    mistakes = {
        float(-picked.sum()): "that is the sum. Divide by how many are asked.",
        float(-picked.sum() / 4): "you divide by all places. Two of the four "
        "are asked.",
        float(picked.mean()): "the sign: a loss is minus the log-probability.",
        float(-log_p[np.arange(4), targets % 3].mean()): "places with −100 "
        "are counted. NumPy does not mind an index below zero; you should.",
    }
    value, right = float(answer), float(-picked.mean())
    for wrong, reason in mistakes.items():
        if np.isclose(value, wrong):
            say(f"Not yet: {reason}")
            return
    if not np.isclose(value, right):
        say(
            f"Not yet: the loss is {right:.2f}, and you have {value:.2f}. "
            "Take the log-probability of the target, at the places that are "
            "asked."
        )
        return
    nothing = call(function, log_p, np.full(4, -100))
    if isinstance(nothing, str) or not np.isclose(float(nothing), 0):
        say("Not yet: where nothing is asked, return 0: a mean of none is NaN.")
        return
    say("Right: only what was asked counts, and each of it alike.")
