"""Exercise: the mask of a prefix language model.

Lesson: docs/transformer/encoder-decoder.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_prefix_mask(function: Callable[[int, int], Any]) -> None:
    """True where row i may look at column j; the first tokens see each other.

    Example:
        >>> check_prefix_mask(lambda n, prefix: np.tril(np.ones((n, n))) > 0)
        Not yet: this is the causal mask. Token 0 belongs to a prefix of
        2 and may see token 1, which comes after it.
    """
    for n, prefix in ((5, 2), (4, 4), (3, 0)):
        answer = call(function, n, prefix)
        if isinstance(answer, str):
            say(answer)
            return
        if answer.shape != (n, n):
            say(f"Not yet: {n} tokens need {(n, n)}, not {answer.shape}.")
            return
        verdict = _judge(answer.astype(bool), n, prefix)
        if verdict:
            say(verdict)
            return
    say(
        "Right: a column is open to all if it is in the prefix, and to later "
        "rows if it is not. With no prefix that is causal, with nothing but "
        "prefix it is bidirectional: one mask, three arrangements."
    )


def _judge(answer: ndarray, n: int, prefix: int) -> str | None:
    causal = np.tril(np.ones((n, n), dtype=bool))
    in_prefix = np.arange(n) < prefix
    right = causal | in_prefix
    if (answer == right).all():
        return None
    mistakes = [
        (
            causal,
            "this is the causal mask. Token 0 belongs to a prefix of 2 and may "
            "see token 1, which comes after it.",
        ),
        (
            np.ones((n, n), dtype=bool),
            "here everybody sees everything. What is to be written must not "
            "see what follows.",
        ),
        (
            causal | in_prefix[:, None],
            "you opened the rows of the prefix, so its tokens see the answer. "
            "Open its columns.",
        ),
        (
            np.tile(in_prefix, (n, 1)),
            "what is written must also see what was written before it, and "
            "itself.",
        ),
        (right.T, "rows and columns are exchanged. Rows are those who look."),
        (
            np.tril(np.ones((n, n), dtype=bool), -1) | in_prefix,
            "a token must see itself too.",
        ),
        (
            causal | (np.arange(n) <= prefix),
            "the prefix is one token too long: its last place is prefix − 1.",
        ),
    ]
    for wrong, reason in mistakes:
        if (answer == wrong).all():
            return f"Not yet: {reason}"
    row, column = np.argwhere(answer != right)[0]
    may = "may" if right[row, column] else "may not"
    return (
        f"Not yet: with {n} tokens and a prefix of {prefix}, token {row} "
        f"{may} see token {column}."
    )
