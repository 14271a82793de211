"""Lab: T5's buckets for a decoder.

Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import BLANK, call, say

DISTANCES = np.array([0, 1, 7, 8, 9, 12, 31, 32, 200])


def check_buckets(function: Callable[[ndarray], Any]) -> None:
    """Buckets of distances back: 16 in all, 8 exact, up to distance 32.

    Example:
        >>> check_buckets(lambda distance: np.minimum(distance, 15))
        Not yet: near distances are right; distance 9 belongs to bucket
        8, not 9. From 8 on a bucket holds more and more distances.
    """
    answer = call(function, DISTANCES)
    if not isinstance(answer, str) and answer.dtype == object:
        answer = BLANK  # a blank that went through np.where
    say(answer if isinstance(answer, str) else _judge(answer))


def right_buckets(distance: ndarray) -> ndarray:
    """What it should be.

    Example:
        >>> right_buckets(DISTANCES)
        array([ 0,  1,  7,  8,  8, 10, 15, 15, 15])
    """
    share = np.log(np.maximum(distance, 8) / 8) / np.log(32 / 8)
    coarse = 8 + (share * 8).astype(int)
    return np.where(distance < 8, distance, np.minimum(coarse, 15))


def _judge(answer: ndarray) -> str:
    right = right_buckets(DISTANCES)
    if answer.shape != right.shape:
        return f"Not yet: a bucket a distance, {right.shape}."
    if np.array_equal(answer, right):
        return (
            "Right: 8 buckets for 8 distances, and 8 for all the rest. Which "
            "is why two far tokens are alike, and none is beyond the table."
        )
    if (answer > 15).any():
        return (
            f"Not yet: distance {DISTANCES[answer > 15][0]} gets bucket "
            f"{answer[answer > 15][0]}. The last is 15: cap it."
        )
    if not np.array_equal(answer, np.floor(answer)):
        return "Not yet: buckets are whole numbers: round down."
    wrong = int((answer != right).argmax())
    if DISTANCES[wrong] < 8:
        return (
            "Not yet: distances below 8 have a bucket each; "
            f"{DISTANCES[wrong]} is in {answer[wrong]}."
        )
    return (
        f"Not yet: near distances are right; distance {DISTANCES[wrong]} "
        f"belongs to bucket {right[wrong]}, not {answer[wrong]}. From 8 on a "
        "bucket holds more and more distances."
    )
