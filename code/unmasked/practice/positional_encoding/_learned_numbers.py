"""Exercise: what positions cost in parameters.

Lesson: docs/transformer/positional-encoding.md
"""

from typing import Any

import numpy as np

from unmasked.practice._answers import numbers, say

TABLE, BUCKETS = 1024 * 768, 32 * 12


def check_learned_numbers(table: Any, buckets: Any, rope: Any) -> None:
    """Learned numbers of GPT-2's table, of T5's buckets, and of RoPE.

    Example:
        >>> check_learned_numbers(1024 * 768, 32 * 12 * 12, 0)
        Not yet: T5's bias is made once and serves all layers: do not
        multiply by their number.
    """
    answer = numbers([table, buckets, rope], shape=(3,))
    say(answer if isinstance(answer, str) else _judge(*answer))


def _judge(table: float, buckets: float, rope: float) -> str:
    if table == 1024:
        return "Not yet: each of the 1,024 places has a vector, 768 long."
    if table != TABLE:
        return f"Not yet: the table is places times width, not {table:g}."
    if buckets == BUCKETS * 12:
        return (
            "Not yet: T5's bias is made once and serves all layers: do not "
            "multiply by their number."
        )
    if buckets == 32:
        return "Not yet: each head has a number of its own for each bucket."
    if buckets != BUCKETS:
        return f"Not yet: buckets times heads, not {buckets:g}."
    if not np.isclose(rope, 0):
        return "Not yet: RoPE's frequencies are fixed by a formula."
    return (
        "Right: 786,432, 384 and none. The relative schemes are nearly free "
        "in parameters; what they cost is work on the scores."
    )
