"""Exercise: read the position off an average.

Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say


def check_count(function: Callable[[float], Any]) -> None:
    """The position, from 0, of a token whose even average of marks is a.

    Example:
        >>> check_count(lambda a: 1 / a)
        Not yet: that counts the tokens in view. The first token sees
        one and stands at position 0.
    """
    for position in (0, 1, 7):
        answer = call(function, 1 / (position + 1))
        if isinstance(answer, str):
            say(answer)
            return
        if answer.shape != () or not np.isclose(answer, position):
            say(_reason(answer.tolist(), position))
            return
    say(
        "Right: one mark among p + 1 tokens averages to 1/(p + 1). A causal "
        "mask is enough to count."
    )


def _reason(answer: Any, position: int) -> str:
    if np.isclose(answer, position + 1).all():
        return (
            "Not yet: that counts the tokens in view. The first token sees "
            "one and stands at position 0."
        )
    return (
        f"Not yet: the token at position {position} sees {position + 1} "
        f"tokens and one mark, so a = {1 / (position + 1):.3f}; that gives "
        f"{answer}."
    )
