"""Exercise: the longest wave of the printed formula.

Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say


def check_longest_wave(function: Callable[[int], Any]) -> None:
    """The longest wavelength, in positions, of an encoding d wide.

    Example:
        >>> check_longest_wave(lambda d: 2 * np.pi * 10_000)
        Not yet: that is the end that everybody quotes. The last pair
        has i = d/2 − 1, so its exponent is (d − 2)/d, a little short of
        1.
    """
    for d in (20, 512):
        answer = call(function, d)
        if isinstance(answer, str):
            say(answer)
            return
        if answer.shape != ():
            say("Not yet: one number is asked for.")
            return
        right = 2 * np.pi * 10_000 ** ((d - 2) / d)
        if not np.isclose(answer, right, rtol=1e-4):
            say(_reason(float(answer), right, d))
            return
    say(
        "Right: with 512 numbers the longest wave falls 4 % short of "
        "2π · 10,000, with 20 numbers it has less than half of that."
    )


def _reason(answer: float, right: float, d: int) -> str:
    mistakes = {
        2 * np.pi * 10_000: "that is the end that everybody quotes. The last "
        "pair has i = d/2 − 1, so its exponent is (d − 2)/d, a little short "
        "of 1.",
        right / (2 * np.pi): "a wave comes back after a full turn, 2π "
        "radians, not after one radian.",
        2 * np.pi * 10_000 ** ((d - 1) / d): "the last number is 2i + 1, but "
        "both numbers of a pair share the exponent 2i/d.",
        2 * np.pi: "that is the shortest, of pair 0.",
        1 / right: "that is turns per position. A wavelength is positions "
        "per turn.",
    }
    for value, reason in mistakes.items():
        if np.isclose(answer, value, rtol=1e-4):
            return f"Not yet: {reason}"
    return (
        f"Not yet: for d = {d}, {answer:.5g}. The last pair turns by "
        "10000^(−(d−2)/d) radians a position; how many positions make 2π?"
    )
