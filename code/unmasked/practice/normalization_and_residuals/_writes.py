"""Exercise: who wrote a logit.

Lesson: docs/transformer/normalization-and-residuals.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_writes(function: Callable[..., Any]) -> None:
    """Shares of a logit, from (start, writes, gain, word), one a write.

    Example:
        >>> check_writes(lambda start, writes, gain, word: writes @ word)
        Not yet: the stream is normalized before it is read: divide by
        the root mean square of the *whole* stream, and apply the gain.
    """
    rng = np.random.default_rng(0)
    start, gain, word = rng.normal(size=(3, 8))
    writes = rng.normal(size=(5, 8))
    answer = call(function, start, writes, gain, word)
    say(
        answer
        if isinstance(answer, str)
        else _judge(answer, start, writes, gain, word)
    )


def _judge(
    answer: ndarray, start: ndarray, writes: ndarray, gain: ndarray, word: Any
) -> str:
    parts = np.vstack([start, writes])
    size = np.sqrt((parts.sum(axis=0) ** 2).mean())
    right = parts * gain / size @ word
    each = parts / np.sqrt((parts**2).mean(axis=1, keepdims=True)) * gain
    if answer.shape == () and np.isclose(answer, right.sum()):
        return (
            "Not yet: that is the logit itself. Give the share of each part, "
            "the embedding first."
        )
    raw = {len(part): part @ word for part in (writes, parts)}
    if answer.shape in ((5,), (6,)) and np.allclose(answer, raw[len(answer)]):
        return (
            "Not yet: the stream is normalized before it is read: divide by "
            "the root mean square of the *whole* stream, and apply the gain."
        )
    if answer.shape == (5,) and np.allclose(answer, right[1:]):
        return "Not yet: the embedding has a share too. Put it first."
    if answer.shape != (6,):
        return (
            "Not yet: there are six parts, the embedding and five writes, so "
            f"six shares, not {answer.shape}."
        )
    if np.allclose(answer, each @ word):
        return (
            "Not yet: each part is normalized by itself, so the shares do not "
            "sum to the logit. The norm divides all by one number."
        )
    if np.allclose(answer, parts / size @ word):
        return "Not yet: the gain is missing."
    if not np.allclose(answer, right):
        return (
            f"Not yet: the shares sum to {answer.sum():.3g}, and the logit is "
            f"{right.sum():.3g}."
        )
    return (
        "Right: the shares sum to the logit. What a model says is a sum of "
        "what its parts wrote, divided by one number that depends on all."
    )
