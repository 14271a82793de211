"""Exercise: score a head on sentences that come in twins.

Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_twins(function: Callable[[ndarray], Any]) -> None:
    """The share of sentences, and of pairs of twins, that a head gets right.

    Example:
        >>> check_twins(lambda right: (right.mean(), right.mean() ** 2))
        Not yet: the share of pairs is not the square of the share of
        sentences. That would hold if twins were independent; count the
        pairs.
    """
    rng = np.random.default_rng(0)
    right = rng.random(40) < 0.7
    by_place = np.arange(40) % 2 == 0
    answers = [call(function, r) for r in (right, by_place)]
    for answer in answers:
        if isinstance(answer, str):
            say(answer)
            return
        if answer.shape != (2,):
            say("Not yet: return two numbers: of sentences, and of pairs.")
            return
    say(_judge(np.asarray(answers[0]), np.asarray(answers[1]), right))


def _judge(answer: ndarray, by_place: ndarray, right: ndarray) -> str:
    one, other = right[0::2], right[1::2]
    if not np.isclose(answer[0], right.mean()):
        return (
            "Not yet: the share of sentences is the mean of `right`, "
            f"{right.mean():.3f}, not {answer[0]:.3f}."
        )
    mistakes = {
        right.mean() ** 2: "the share of pairs is not the square of the "
        "share of sentences. That would hold if twins were independent; "
        "count the pairs.",
        (one | other).mean(): "a pair counts if *both* twins are right, not "
        "if one of them is.",
        (right[:-1] & right[1:]).mean(): "neighbors are not all twins: 0 "
        "with 1, 2 with 3, and never 1 with 2.",
        (one & other).sum() / len(right): "divide by the number of pairs, "
        "which is half that of the sentences.",
    }
    if np.isclose(answer[1], (one & other).mean()):
        return (
            "Right. And a head that always looks at the first noun scores "
            f"{by_place[0]:.1f} of the sentences and {by_place[1]:.1f} of the "
            "pairs: that is what a head has to beat."
        )
    for value, reason in mistakes.items():
        if np.isclose(answer[1], value):
            return f"Not yet: {reason}"
    return (
        f"Not yet: {(one & other).sum()} of {len(one)} pairs are right in "
        f"both twins, which is {(one & other).mean():.3f}, not "
        f"{answer[1]:.3f}."
    )
