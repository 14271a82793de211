"""Lab: a shortcut where the picture shrinks and channels are added.

Lesson: docs/start/resnets.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_option_a(function: Callable[..., Any]) -> None:
    """Every second pixel, and zeros in the new channels.

    Example:
        >>> check_option_a(lambda x, channels: x[:, ::2, ::2])
        Not yet: the picture has 2 channels. Fill up with zeros to 5.
    """
    x = np.random.default_rng(0).normal(size=(2, 4, 6))
    answer = call(function, x, 5)
    if isinstance(answer, str):
        say(answer)
    else:
        say(_judge(answer, x))


def _judge(answer: ndarray, x: ndarray) -> str:
    if answer.ndim != 3:
        return f"Not yet: {answer.shape} is not (channels, height, width)."
    if answer.shape[1:] != (2, 3):
        return (
            f"Not yet: the picture is {answer.shape[1]} × {answer.shape[2]}. "
            "Every second row and column of 4 × 6 is 2 × 3."
        )
    if len(answer) != 5:
        return (
            f"Not yet: the picture has {len(answer)} channels. Fill up with "
            "zeros to 5."
        )
    kept = x[:, ::2, ::2]
    if np.allclose(answer[-2:], kept):
        return "Not yet: the old channels come first, the zeros after them."
    if np.allclose(answer[:2], x[:, 1::2, 1::2]):
        return "Not yet: begin with the first row and column, as stride 2 does."
    averaged = x.reshape(2, 2, 2, 3, 2).mean(axis=(2, 4))
    if np.allclose(answer[:2], averaged):
        return (
            "Not yet: that averages four pixels. It is a good shortcut too, "
            "but option A takes one of them."
        )
    if not np.allclose(answer[:2], kept):
        return "Not yet: the first channels are not every second pixel of x."
    if answer[2:].any():
        return "Not yet: the new channels should hold zeros."
    return "Right: no weights, and what was there stays what it was."
