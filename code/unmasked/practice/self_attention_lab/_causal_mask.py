"""Lab: the causal mask, also for fewer queries than keys.

Lesson: docs/transformer/self-attention.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_causal_mask(function: Callable[[int, int], Any]) -> None:
    """True where a query may look; the queries are the last positions.

    Example:
        >>> check_causal_mask(lambda q, k: np.tri(q, k, dtype=bool))
        Not yet: right for a square, wrong for 2 queries and 4 keys. The
        queries are the last positions: the last one sees all keys.
    """
    square, short = call(function, 4, 4), call(function, 2, 4)
    for answer, shape in [(square, (4, 4)), (short, (2, 4))]:
        if isinstance(answer, str):
            say(answer)
            return
        if answer.shape != shape:
            say(f"Not yet: the mask is {answer.shape}, not {shape}.")
            return
    say(_judge(np.asarray(square), np.asarray(short)))


def _judge(square: ndarray, short: ndarray) -> str:
    right = np.tri(4, dtype=bool)
    if square.dtype != bool:
        return f"Not yet: the mask holds {square.dtype}. Make it boolean."
    if (square == ~right).all():
        return "Not yet: upside down. True is where a query may look."
    if (square == np.tri(4, k=-1, dtype=bool)).all():
        return "Not yet: a position must see itself: j ≤ i, not j < i."
    if (square == right.T).all():
        return "Not yet: this looks ahead. Rows are queries, columns are keys."
    if not (square == right).all():
        return "Not yet: for 4 queries it is not the lower triangle."
    if not (short == np.tri(2, 4, k=2, dtype=bool)).all():
        return (
            "Not yet: right for a square, wrong for 2 queries and 4 keys. "
            "The queries are the last positions: the last one sees all keys."
        )
    return "Right: everyone sees itself and what came before."
