"""Exercise: how thinly attention must be spread.

Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say


def check_least_weight(function: Callable[[int, int], Any]) -> None:
    """The most that the worst served of some places can get.

    Example:
        >>> check_least_weight(lambda places, heads: 1 / places)
        Not yet: right for one head. With 2 heads and 2 places each head
        can look at one of them with its whole weight.
    """
    cases = [(1, 1), (2, 1), (4, 1), (2, 2), (4, 2), (5, 2), (4, 3), (2, 8)]
    answers = []
    for places, heads in cases:
        answer = call(function, places, heads)
        if isinstance(answer, str):
            say(answer)
            return
        if answer.shape != ():
            say(f"Not yet: one number is asked for, not {answer.shape}.")
            return
        answers.append(float(answer))
    say(_judge(dict(zip(cases, answers, strict=True))))


def _judge(answers: dict[tuple[int, int], float]) -> str:
    right = {(p, h): 1 / -(-p // h) for p, h in answers}
    wrong = [
        case for case in answers if not np.isclose(answers[case], right[case])
    ]
    if not wrong:
        return (
            "Right: some head must serve ⌈places/heads⌉ of them, and its "
            "weights sum to one. Heads beyond the number of places gain "
            "nothing here."
        )
    if all(np.isclose(a, 1 / p) for (p, _), a in answers.items()):
        return (
            "Not yet: right for one head. With 2 heads and 2 places each "
            "head can look at one of them with its whole weight."
        )
    if answers[2, 8] > 1:
        return (
            "Not yet: 8 heads and 2 places give "
            f"{answers[2, 8]:g}. No head gives a place more than 1."
        )
    if all(np.isclose(a, min(1, h / p)) for (p, h), a in answers.items()):
        return (
            "Not yet: right where heads divide evenly. Of 5 places and 2 "
            "heads, one head must serve 3: a place has a head, not a share "
            "of one."
        )
    places, heads = wrong[0]
    return (
        f"Not yet: {places} places and {heads} heads give "
        f"{right[places, heads]:.4g}, not {answers[places, heads]:.4g}. How "
        "many places must the busiest head serve?"
    )
