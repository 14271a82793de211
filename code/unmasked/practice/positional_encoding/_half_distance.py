"""Exercise: how far an ALiBi head looks.

Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say


def check_half_distance(function: Callable[[float], Any]) -> None:
    """By how many tokens the bias alone halves a weight, for a slope.

    Example:
        >>> check_half_distance(lambda slope: 1 / slope)
        Not yet: after that many tokens the weight has fallen by e, not
        by 2.
    """
    for slope in (0.5, 1 / 256):
        answer = call(function, slope)
        if isinstance(answer, str):
            say(answer)
            return
        right = np.log(2) / slope
        if answer.shape != () or not np.isclose(answer, right):
            say(_reason(answer.tolist(), slope))
            return
    say(
        "Right: 1.4 tokens for the steepest of eight heads and 177 for the "
        "flattest. Scores that differ enough can outweigh it."
    )


def _reason(answer: Any, slope: float) -> str:
    mistakes = {
        1 / slope: "after that many tokens the weight has fallen by e, not "
        "by 2.",
        2 / slope: "a bias of −2 is a factor of e⁻² = 0.14, not a half.",
        0.5 / slope: "a bias of −½ is a factor of e^(−½) = 0.61, not a half.",
        np.log(2) * slope: "a steeper slope halves sooner: divide by it.",
        -np.log(2) / slope: "distances are positive; −m·t = −log 2.",
    }
    for value, reason in mistakes.items():
        if np.isclose(answer, value).all():
            return f"Not yet: {reason}"
    return (
        f"Not yet: for a slope of {slope:g} that gives {answer}. A bias of "
        "−m·t multiplies the weight by e^(−m·t). When is that ½?"
    )
