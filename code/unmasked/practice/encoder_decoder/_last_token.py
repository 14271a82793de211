"""Exercise: the last real token of each text.

Lesson: docs/transformer/encoder-decoder.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_last_token(function: Callable[[ndarray, ndarray], Any]) -> None:
    """Vectors (texts, tokens, width) and what is real give (texts, width).

    Example:
        >>> check_last_token(lambda x, real: x[:, -1])
        Not yet: text 1 ends before the batch does: its last place is
        padding. Right only for the longest text.
    """
    rng = np.random.default_rng(0)
    x = rng.standard_normal((3, 4, 2))
    lengths = np.array([4, 2, 1])
    real = np.arange(4) < lengths[:, None]
    # The same texts filled up on the left, as for writing.
    flipped = np.stack(
        [np.roll(t, -n, 0) for t, n in zip(x, lengths, strict=True)]
    )
    on_the_right = call(function, x, real)
    on_the_left = call(function, flipped, real[:, ::-1])
    if isinstance(on_the_right, str):
        say(on_the_right)
        return
    right = x[np.arange(3), lengths - 1]
    say(_judge(on_the_right, on_the_left, x, lengths, right))


def _judge(
    answer: ndarray,
    other: ndarray | str,
    x: ndarray,
    lengths: ndarray,
    right: ndarray,
) -> str:
    if answer.shape != right.shape:
        return f"Not yet: one vector a text is (3, 2), not {answer.shape}."
    if np.allclose(answer, x[:, -1]):
        return (
            "Not yet: text 1 ends before the batch does: its last place is "
            "padding. Right only for the longest text."
        )
    if np.allclose(answer, x[:, 0]):
        return (
            "Not yet: that is the first token, which under a causal mask has "
            "read nothing but itself."
        )
    if np.allclose(answer, x[np.arange(3), lengths - 2]):
        return "Not yet: one too early: places are counted from 0."
    if not np.allclose(answer, right):
        return "Not yet: find for each text the last place that is real."
    if isinstance(other, str) or not np.allclose(other, right):
        return (
            "Not yet: right when texts are filled up on the right. Filled up "
            "on the left, as for writing, the last real place is not their "
            "number minus one: ask `real` where it is."
        )
    return (
        "Right, wherever the padding stands: the last token is the one that "
        "has read the whole text."
    )
