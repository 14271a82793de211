"""Exercise: the feed-forward layer.

Lesson: docs/transformer/feed-forward.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_layer(function: Callable[..., Any]) -> None:
    """Up, bend with a ReLU, down; weights multiply from the right.

    Example:
        >>> check_layer(lambda x, up, b, down, c: (x @ up + b) @ down + c)
        Not yet: nothing is bent. Without the ReLU the two matrices are
        one.
    """
    rng = np.random.default_rng(1)
    x = rng.standard_normal((5, 3))
    up, down = rng.standard_normal((3, 8)), rng.standard_normal((8, 3))
    b, c = rng.standard_normal(8), rng.standard_normal(3) - 1
    answer = call(function, x, up, b, down, c)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != x.shape:
        say(
            "Not yet: each token comes out as wide as it went in, so the "
            f"answer has shape {x.shape}, not {answer.shape}."
        )
    else:
        say(_judge(answer, x, up, b, down, c))


def _judge(answer: ndarray, x: ndarray, *weights: ndarray) -> str:
    up, b, down, c = weights
    bent = np.maximum(x @ up + b, 0)
    mistakes = [
        (
            (x @ up + b) @ down + c,
            "nothing is bent. Without the ReLU the two matrices are one.",
        ),
        (
            np.maximum((x @ up + b) @ down + c, 0),
            "the ReLU comes after the second matrix. Then what lies between "
            "is linear, and nothing negative can be written.",
        ),
        (
            np.maximum(bent @ down + c, 0),
            "there is a second ReLU after the second matrix. The layer must "
            "be able to take away from the stream.",
        ),
        (bent @ down, "the second bias is missing."),
        (np.maximum(x @ up, 0) @ down + c, "the first bias is missing."),
        (np.maximum(x @ up, 0) @ down, "both biases are missing."),
        (
            (np.maximum(x @ up, 0) + b) @ down + c,
            "the first bias is added after the ReLU. It decides where a unit "
            "wakes up, so it must come before.",
        ),
    ]
    for wrong, why in mistakes:
        if np.allclose(answer, wrong):
            return f"Not yet: {why}"
    if not np.allclose(answer, bent @ down + c):
        return (
            "Not yet: the shape is right, the numbers are not. Up and its "
            "bias, ReLU, down and its bias."
        )
    return "Right: and no row has looked at another."
