"""Lab: scores that depend on the offset alone.

Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.rotary import rotate
from unmasked.practice._answers import call, say


def check_scores(function: Callable[[ndarray, ndarray, int], Any]) -> None:
    """Scores q·k/√d with RoPE, if the first token stands at `start`.

    Example:
        >>> check_scores(lambda q, k, start: q @ k.T / np.sqrt(4))
        Not yet: these are the scores without any positions.
    """
    rng = np.random.default_rng(0)
    q, k = rng.standard_normal((2, 5, 4))
    answers = [call(function, q, k, start) for start in (0, 700)]
    for answer in answers:
        if isinstance(answer, str):
            say(answer)
            return
    say(_judge(np.array(answers[0]), np.array(answers[1]), q, k))


def _judge(near: ndarray, far: ndarray, q: ndarray, k: ndarray) -> str:
    places = np.arange(len(q))
    plain = q @ k.T / np.sqrt(q.shape[1])
    right = rotate(q, places) @ rotate(k, places).T / np.sqrt(q.shape[1])
    if near.shape != right.shape or far.shape != right.shape:
        return f"Not yet: a row a query: {right.shape}, not {near.shape}."
    if np.allclose(near, plain):
        return "Not yet: these are the scores without any positions."
    if np.allclose(near, right * np.sqrt(q.shape[1])):
        return "Not yet: divide by √d, as ever."
    if np.allclose(near, rotate(q, places) @ k.T / np.sqrt(q.shape[1])):
        return "Not yet: only the queries have turned. Turn the keys, too."
    if not np.allclose(near, far):
        return (
            "Not yet: with all tokens 700 places further on the scores are "
            "others. Do queries and keys turn the same way, both from `start`?"
        )
    if not np.allclose(near, right):
        return f"Not yet: the first row should be {right[0].round(2)}."
    return (
        "Right, at position 0 and at position 700: what is the same is the "
        "distance between query and key."
    )
