"""Lab: the masks of three arrangements.

Lesson: docs/transformer/encoder-decoder.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say


def check_mask(function: Callable[..., Any]) -> None:
    """From a kind, a length and a prefix to a table of booleans.

    Example:
        >>> check_mask(lambda kind, n, prefix=0: np.ones((n, n), dtype=bool))
        Not yet: in a decoder token 0 may not look at token 1.
    """
    n, prefix = 5, 3
    causal = np.tril(np.ones((n, n), dtype=bool))
    right = {
        "encoder": np.ones((n, n), dtype=bool),
        "decoder": causal,
        "prefix": causal | (np.arange(n) < prefix),
    }
    for kind, table in right.items():
        answer = call(function, kind, n, prefix if kind == "prefix" else 0)
        if isinstance(answer, str):
            say(answer)
            return
        name = {"encoder": "an encoder", "decoder": "a decoder"}.get(
            kind, f"a prefix model with a prefix of {prefix}"
        )
        if answer.shape != (n, n):
            say(
                f"Not yet: {name} of 5 tokens needs (5, 5), not {answer.shape}."
            )
            return
        wrong = np.argwhere(answer.astype(bool) != table)
        if len(wrong):
            i, j = wrong[0]
            may = "may" if table[i, j] else "may not"
            say(f"Not yet: in {name} token {i} {may} look at token {j}.")
            return
    say("Right: three arrangements, and the difference fits in one line each.")
