"""Lab: tell a family by what moves.

Lesson: docs/transformer/encoder-decoder.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def both_ways(tokens: list[int]) -> ndarray:
    """Stands for an encoder: each row depends on all tokens.

    Example:
        >>> both_ways([1, 2]).shape
        (2, 2)
    """
    x = np.array(tokens, dtype=float)
    return np.stack([x + x.sum(), x], axis=1)


def looking_back(tokens: list[int]) -> ndarray:
    """Stands for a decoder: each row depends on what came so far.

    Example:
        >>> looking_back([1, 2]).shape
        (2, 2)
    """
    x = np.array(tokens, dtype=float)
    return np.stack([np.cumsum(x), np.zeros_like(x)], axis=1)


def check_who_moved(function: Callable[..., Any]) -> None:
    """A way to run, tokens and another token give a list of booleans.

    Example:
        >>> check_who_moved(lambda run, tokens, other: [True] * len(tokens))
        Not yet: of the one that looks back, [False, False, True, True,
        True] move, not [True, True, True, True, True].
    """
    tokens = [3, 1, 4, 1, 5]
    for name, run in {
        "reads both ways": both_ways,
        "looks back": looking_back,
    }.items():
        given = list(tokens)
        answer = call(function, run, given, 9)
        if isinstance(answer, str):
            say(answer)
            return
        if given != tokens:
            say("Not yet: you changed the list that you were given. Copy it.")
            return
        right = [True] * 5 if run is both_ways else [False] * 2 + [True] * 3
        if answer.shape != (5,):
            say(f"Not yet: one answer a token, (5,), not {answer.shape}.")
            return
        if answer.astype(bool).tolist() != right:
            say(
                f"Not yet: of the one that {name}, {right} move, not "
                f"{answer.astype(bool).tolist()}."
            )
            return
    say("Right: no need to read the code of a model to know its mask.")
