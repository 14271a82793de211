"""Exercise: what happens when two gaps are filled without each other.

Lesson: docs/transformer/encoder-decoder.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say

Pairs = dict[tuple[str, str], float]

CASES: list[tuple[Pairs, float]] = [
    ({("New", "York"): 0.5, ("Los", "Angeles"): 0.5}, 0.5),
    ({("New", "York"): 1.0}, 0.0),
    ({("New", "York"): 0.5, ("New", "Haven"): 0.5}, 0.0),
    (
        {
            ("New", "York"): 0.5,
            ("Los", "Angeles"): 0.25,
            ("San", "Diego"): 0.25,
        },
        0.625,
    ),
]


def check_mixed(function: Callable[[Pairs], Any]) -> None:
    """Probability of a pair that never occurs, each word drawn by itself.

    Example:
        >>> check_mixed(lambda pairs: 0.0)
        Not yet: of half "New York" and half "Los Angeles" a quarter
        become "New Angeles", and a quarter "Los York": 0.5, not 0.
    """
    answers = []
    for pairs, _ in CASES:
        answer = call(function, dict(pairs))
        if isinstance(answer, str):
            say(answer)
            return
        if answer.shape != ():
            say("Not yet: return one probability.")
            return
        answers.append(float(answer))
    say(_judge(answers))


def _judge(answers: list[float]) -> str:
    right = [value for _, value in CASES]
    if np.allclose(answers, right):
        return (
            "Right: each word is likely, and the pair does not exist. Whoever "
            "writes one word after another looks at the first before the "
            "second."
        )
    if np.allclose(answers, [1 - value for value in right]):
        return "Not yet: that is the probability of a pair that does occur."
    if not np.isclose(answers[0], right[0]):
        return (
            'Not yet: of half "New York" and half "Los Angeles" a quarter '
            'become "New Angeles", and a quarter "Los York": 0.5, not '
            f"{answers[0]:g}."
        )
    if not np.isclose(answers[2], right[2]):
        return (
            'Not yet: with "New York" and "New Haven" any mixture occurs. '
            "Count only pairs that are not in the table."
        )
    return (
        "Not yet: right for the even cases. Multiply the probability of the "
        "first word, over all pairs that have it, by that of the second."
    )
