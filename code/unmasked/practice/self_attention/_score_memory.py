"""Exercise: how much memory the scores take.

Lesson: docs/transformer/self-attention.md
"""

from typing import Any

import numpy as np

from unmasked.practice._answers import numbers, say


def check_score_memory(gib: Any) -> None:
    """GiB for the scores of 32 heads over 32,768 tokens, 2 bytes each.

    Example:
        >>> check_score_memory(2)
        Not yet: that is one head. Each of the 32 has its own matrix.
    """
    answer = numbers(gib, shape=())
    say(answer if isinstance(answer, str) else _judge_memory(float(answer)))


def _judge_memory(gib: float) -> str:
    n, heads, size = 32768, 32, 2
    right = heads * n**2 * size / 2**30
    mistakes = {
        right / heads: "that is one head. Each of the 32 has its own matrix.",
        right / size: "that counts numbers. Each takes 2 bytes.",
        right / n: "each query scores every key: n² numbers a head, not n.",
        right * 2**30 / 1e9: "that is in GB. A GiB is 2³⁰ bytes.",
        right * 2**30: "that is in bytes. A GiB is 2³⁰ of them.",
    }
    for value, reason in mistakes.items():
        if np.isclose(gib, value, rtol=0.005):
            return f"Not yet: {reason}"
    if not np.isclose(gib, right, rtol=0.005):
        return f"Not yet: {gib:g} GiB. Multiply heads · n · n · bytes."
    return f"Right: {right:.0f} GiB, for one layer and one sequence."
