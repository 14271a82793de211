"""Exercise: what post-norm leaves of the straight path.

Lesson: docs/transformer/normalization-and-residuals.md
"""

from typing import Any

import numpy as np

from unmasked.practice._answers import numbers, say


def check_left(left: Any) -> None:
    """The straight path through 6 post-norm layers, writes as large as it.

    Example:
        >>> check_left(0.125)
        Not yet: that is six norms. A layer has two sublayers, each with
        a norm.
    """
    answer = numbers(left, shape=())
    say(answer if isinstance(answer, str) else _judge(float(answer)))


def _judge(left: float) -> str:
    mistakes = {
        0.125: "that is six norms. A layer has two sublayers, each with a "
        "norm.",
        2.0**-12: "the *variance* is doubled by each sum, so the norm divides "
        "by √2, not by 2.",
        1.0: "that is pre-norm: no norm stands in its way. In post-norm each "
        "sum is divided.",
        64.0: "the norm divides: what is left is smaller than 1.",
        2.0**-0.5: "that is one sublayer. There are twelve.",
        0.5: "that is one layer. There are six.",
    }
    for mistake, reason in mistakes.items():
        if np.isclose(left, mistake, rtol=0.01):
            return f"Not yet: {reason}"
    if not np.isclose(left, 1 / 64, rtol=0.02):
        return f"Not yet: (1/√2)¹² is not {left:g}."
    return (
        "Right: 1/64. The straight path alone carries next to nothing after "
        "six layers; what else arrives came through the sublayers."
    )
