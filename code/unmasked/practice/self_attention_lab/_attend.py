"""Lab: attention with a mask, and rows that may look nowhere.

Lesson: docs/transformer/self-attention.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.scaled_dot_product import attend, softmax
from unmasked.practice._answers import call, say


def check_attend(function: Callable[..., Any]) -> None:
    """Masked attention: right rows, no leak, and zeros for an empty row.

    Example:
        >>> check_attend(lambda q, k, v, mask: attend(q, k, v))
        Not yet: the mask has no effect. Put -inf where it is False.
    """
    rng = np.random.default_rng(0)
    query, key, value = rng.standard_normal((3, 4, 5))
    mask = np.tri(4, dtype=bool)
    plain = call(function, query, key, value, np.ones((4, 4), dtype=bool))
    masked = call(function, query, key, value, mask)
    none = call(function, query, key, value, mask & (np.arange(4) > 0))
    for answer in (plain, masked, none):
        if isinstance(answer, str):
            say(answer)
            return
        if answer.shape != value.shape:
            say(f"Not yet: the output is {answer.shape}, not {value.shape}.")
            return
    arrays = query, key, value
    verdict = _judge(arrays, mask, np.asarray(plain), np.asarray(masked))
    say(verdict or _judge_empty_row(value, np.asarray(none)))


def _judge(
    arrays: tuple[ndarray, ndarray, ndarray],
    mask: ndarray,
    plain: ndarray,
    masked: ndarray,
) -> str | None:
    query, key, value = arrays
    if not np.allclose(plain, attend(query, key, value)):
        return (
            "Not yet: wrong even where all may look: softmax(scores) @ value."
        )
    if np.allclose(masked, attend(query, key, value)):
        return "Not yet: the mask has no effect. Put -inf where it is False."
    weights = softmax(query @ key.T / np.sqrt(5))
    if np.allclose(masked, np.where(mask, weights, 0) @ value):
        return (
            "Not yet: you mask after the softmax, so the rows do not sum to 1."
            " Mask the scores, before it."
        )
    if np.allclose(masked[:-1], attend(query, key, value, ~mask)[:-1]):
        return "Not yet: upside down. Hide where the mask is False."
    if not np.allclose(masked, attend(query, key, value, mask)):
        return "Not yet: with a mask the output is wrong. Try a mask by hand."
    return None


def _judge_empty_row(value: ndarray, output: ndarray) -> str:
    if np.isnan(output[0]).any():
        return (
            "Not yet: right, but a row that may look nowhere gives nan (0/0). "
            "Define its output as zeros."
        )
    if np.allclose(output[0], value.mean(axis=0)):
        return (
            "Not yet: a row that may look nowhere averages all that it must "
            "not see. Use -inf, not a large number, and zeros for that row."
        )
    if not np.allclose(output[0], 0):
        return "Not yet: the output of a row that may look nowhere is not 0."
    if np.isnan(output).any():
        return "Not yet: there is a nan in a row that may look somewhere."
    return "Right: masked before the softmax, and an empty row gives zeros."
