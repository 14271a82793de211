"""Exercise: count the operations of two layers.

Lesson: docs/start/recurrent-networks.md
"""

from typing import Any

import numpy as np

from unmasked.practice._answers import numbers, say

N, D = 1000, 64


def check_operations(recurrent: Any, attention: Any) -> None:
    """Operations of an RNN and of one head, for 1,000 tokens of width 64.

    Example:
        >>> check_operations(4 * 64**2, 0)
        Not yet: for the RNN that is one token. There are 1,000.
    """
    r, a = numbers(recurrent, shape=()), numbers(attention, shape=())
    wrong = next((part for part in (r, a) if isinstance(part, str)), None)
    say(wrong or _judge(float(np.asarray(r)), float(np.asarray(a))))


def _judge(recurrent: float, attention: float) -> str:
    right = 4 * N * D**2, 8 * N * D**2 + 4 * N**2 * D
    of_rnn = {
        right[0] / N: "that is one token. There are 1,000.",
        right[0] / 2: "count a multiplication and an addition as two, and "
        "both products, Wx and Uh.",
        right[0] / 4: "there are two products, Wx and Uh, and each pair of "
        "numbers costs a multiplication and an addition.",
    }
    of_attention = {
        right[1] / 2: "count a multiplication and an addition as two.",
        8 * N * D**2: "these are the four projections. Scores and average "
        "come on top.",
        4 * N**2 * D: "these are scores and average. The four projections "
        "come on top.",
        6 * N * D**2 + 4 * N**2 * D: "the output projection is missing.",
        8 * N * D**2 + 2 * N**2 * D: "the scores cost 2n²d, and the average "
        "costs as much again.",
    }
    for name, answer, mistakes, value in [
        ("the RNN", recurrent, of_rnn, right[0]),
        ("attention", attention, of_attention, right[1]),
    ]:
        for wrong, reason in mistakes.items():
            if np.isclose(answer, wrong, rtol=1e-3):
                return f"Not yet: for {name} {reason}"
        if answer < value / 50:
            return (
                f"Not yet: for {name} {answer:g} is too few for 1,000 tokens."
            )
        if not np.isclose(answer, value, rtol=1e-3):
            return f"Not yet: for {name} {answer:g} is not right."
    ratio = right[1] / right[0]
    return f"Right: attention does {ratio:.1f} times as many operations."
