"""Exercise: T5 does not divide its scores. Where did the division go?

Lesson: docs/transformer/encoder-decoder.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from unmasked.practice._answers import call, say


def check_scale(function: Callable[..., Any]) -> None:
    """Make weights for scores that are not divided by √d_head.

    The function gets W_Q and the number of heads, and returns another W_Q
    that gives the same scores without the division.

    Example:
        >>> check_scale(lambda w_q, n_heads: w_q)
        Not yet: without the division these scores are √16 = 4 times too
        large.
    """
    w_q, n_heads = np.random.default_rng(0).standard_normal((64, 64)), 4
    answer = call(function, w_q.copy(), n_heads)
    if isinstance(answer, str):
        say(answer)
        return
    if answer.shape != w_q.shape:
        say(f"Not yet: the matrix stays {w_q.shape}, yours is {answer.shape}.")
        return
    mistakes = {
        1.0: "without the division these scores are √16 = 4 times too large.",
        1
        / 8: "you divide by √d_model. A score is a product of d_head numbers.",
        1 / 16: "that is d_head without the root.",
        4.0: "the other way round: the queries must get smaller.",
        0.5: "half of it, as if the keys were to take the other half. Only "
        "W_Q changes here.",
    }
    for factor, reason in mistakes.items():
        if np.allclose(answer, factor * w_q):
            say(f"Not yet: {reason}")
            return
    if np.allclose(answer, w_q / 4):
        say(
            "Right: W_Q/√d_head. The same function, other numbers: a scale "
            "can live in the formula or in the weights that it starts from."
        )
    else:
        say("Not yet: (x W_Q)·k/√d_head = (x W_Q′)·k. What is W_Q′?")
