"""Lab: write a text, one token after another.

Lesson: docs/transformer/attention-is-all-you-need.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import BLANK, say

START, END, TOKENS = 0, 1, 6
# What the model of this check says after each token.
NEXT = {0: 4, 4: 2, 2: 5, 5: 1}


def check_write(write: Callable[..., Any]) -> None:
    """From `(logits_of, start, end, limit)` to the tokens written.

    Example:
        >>> def write(logits_of, start, end, limit):
        ...     tokens = [start]
        ...     for _ in range(limit):
        ...         tokens.append(int(logits_of(tokens)[-1].argmax()))
        ...     return tokens[1:]
        >>> check_write(write)
        Not yet: it goes on after the end token: [4, 2, 5, 1, 4, 2, 5,
        1]. Stop there.
    """
    given: list[list[int]] = []

    def logits_of(tokens: list[int]) -> np.ndarray:
        given.append(list(tokens))
        logits = np.zeros((len(tokens), TOKENS))
        for place, token in enumerate(tokens):
            logits[place, NEXT.get(token, 4)] = 1.0
        return logits

    try:
        answers = [write(logits_of, START, END, n) for n in (8, 2)]
    except Exception as error:
        blank = "ellipsis" in str(error)
        say(BLANK if blank else f"Not yet: it stops with {error!r}.")
        return
    say(_judge(answers, given))


def _judge(answers: list[Any], given: list[list[int]]) -> str:
    if any(answer is ... or answer is None for answer in answers):
        return BLANK
    whole, cut = ([int(t) for t in answer] for answer in answers)
    if not given or given[0] != [START]:
        return "Not yet: the decoder begins with the start token alone."
    if len(given) > 1 and len(given[1]) != 2:
        return (
            f"Not yet: the second time it is given {given[1]}. It must see "
            "the start and all that was written."
        )
    if whole[:1] == [START]:
        return "Not yet: the start token was given, not written. Leave it out."
    if len(whole) > 4:
        return f"Not yet: it goes on after the end token: {whole}. Stop there."
    if whole == [4, 2, 5, 1]:
        return "Not yet: the end token says stop; it is no part of the text."
    if whole != [4, 2, 5]:
        return f"Not yet: it writes {whole}. Take the last row's best token."
    if len(cut) != 2:
        return f"Not yet: with a limit of 2 it wrote {len(cut)} tokens."
    return "Right: [4, 2, 5], and only two where two are allowed."
