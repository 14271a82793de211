"""Exercise: what a token leaves behind in the cache.

Lesson: docs/transformer/multi-head-attention.md
"""

from typing import Any

import numpy as np

from unmasked.practice._answers import numbers, say

N_LAYERS, N_HEADS, N_KV_HEADS, D_HEAD = 80, 64, 8, 128


def check_cache(kib: Any) -> None:
    """KiB a token in the cache of Llama 3 70B, 2 bytes a number.

    Example:
        >>> check_cache(160)
        Not yet: that is the keys or the values. Both are kept.
    """
    answer = numbers(kib, shape=())
    say(answer if isinstance(answer, str) else _judge(float(answer)))


def _judge(kib: float) -> str:
    right = 2 * N_LAYERS * N_KV_HEADS * D_HEAD * 2 / 1024
    mistakes = {
        right / 2: "that is the keys or the values. Both are kept.",
        right * N_HEADS / N_KV_HEADS: "that counts 64 heads. Only key and "
        "value heads are kept, and there are 8.",
        right / N_LAYERS: "that is one layer. There are 80.",
        right / N_KV_HEADS: "that is one head. There are 8 of keys and values.",
        right * 1024: "that is in bytes. A KiB is 1024 of them.",
        right * 1.024: "that is in kB. A KiB is 1024 bytes.",
    }
    for value, reason in mistakes.items():
        if np.isclose(kib, value, rtol=1e-3):
            return f"Not yet: {reason}"
    if not np.isclose(kib, right, rtol=1e-3):
        return (
            f"Not yet: {kib:g} KiB. Multiply: keys and values, layers, heads "
            "that are kept, width, bytes."
        )
    return (
        f"Right: {right:.0f} KiB a token, and eight times as much if every "
        "query head had keys and values of its own."
    )
