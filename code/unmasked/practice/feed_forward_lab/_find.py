"""Lab: find the units that hold a fact.

Lesson: docs/transformer/feed-forward.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say


def check_find(function: Callable[..., Any]) -> None:
    """Hidden units, the one that adds most to an answer's score first.

    Example:
        >>> check_find(lambda key, values, toward: np.argsort(-key))
        Not yet: a unit may answer loudly and write something else. Its
        part of the score is key · (what it writes · toward).
    """
    rng = np.random.default_rng(0)
    key = np.maximum(rng.standard_normal(9), 0)
    values, toward = rng.standard_normal((4, 9)), rng.standard_normal(4)
    answer = call(function, key, values, toward)
    if isinstance(answer, str):
        say(answer)
        return
    parts = key * (toward @ values)
    right = np.argsort(-parts, kind="stable")
    n = int((parts != 0).sum())
    if answer.shape != right.shape:
        say(f"Not yet: all units in order, {right.shape}, not {answer.shape}.")
    elif np.allclose(parts[answer.astype(int)], parts[right]):
        say(f"Right: of the {len(key)} units {n} have any part in it.")
    elif np.allclose(parts[answer.astype(int)], parts[right][::-1]):
        say("Not yet: the largest first, please: these are in rising order.")
    elif np.array_equal(answer, np.argsort(-(toward @ values))):
        say("Not yet: what a silent unit would write does not count.")
    elif np.allclose(key[answer.astype(int)], np.sort(key)[::-1]):
        say(
            "Not yet: a unit may answer loudly and write something else. Its "
            "part of the score is key · (what it writes · toward)."
        )
    else:
        say("Not yet: sort the units by key · (toward @ values).")
