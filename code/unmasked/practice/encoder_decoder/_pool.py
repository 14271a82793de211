"""Exercise: one vector for a text, without its padding.

Lesson: docs/transformer/encoder-decoder.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.practice._answers import call, say


def check_pool(function: Callable[[ndarray, ndarray], Any]) -> None:
    """Vectors (texts, tokens, width) and what is real give (texts, width).

    Example:
        >>> check_pool(lambda x, real: x.mean(axis=1))
        Not yet: padding is averaged in. The same text gets another
        vector when a longer one stands beside it in the batch.
    """
    rng = np.random.default_rng(0)
    x = rng.standard_normal((2, 4, 3))
    real = np.arange(4) < np.array([[4], [2]])
    answer = call(function, x, real)
    say(answer if isinstance(answer, str) else _judge(answer, x, real))


def _judge(answer: ndarray, x: ndarray, real: ndarray) -> str:
    weight = real[..., None]
    total = (x * weight).sum(axis=1)
    right = total / weight.sum(axis=1)
    if answer.shape != right.shape:
        return (
            f"Not yet: 2 texts of width 3 give (2, 3), not {answer.shape}. "
            "Average over the tokens."
        )
    mistakes = [
        (
            x.mean(axis=1),
            "padding is averaged in. The same text gets another vector when "
            "a longer one stands beside it in the batch.",
        ),
        (
            total / x.shape[1],
            "padding is left out of the sum but counted in the length. "
            "Divide by the number of real tokens.",
        ),
        (total, "this is the sum: long texts get long vectors."),
        (
            x[:, 0],
            "this is the first token's vector. BERT trained one for that; "
            "this encoder was trained for the mean.",
        ),
        (
            (x * weight).sum(axis=1) / weight.sum(),
            "you divide by the real tokens of the whole batch. Each text has "
            "its own number.",
        ),
    ]
    for wrong, reason in mistakes:
        if np.allclose(answer, wrong):
            return f"Not yet: {reason}"
    if not np.allclose(answer, right):
        return "Not yet: sum the real tokens, divide by how many they are."
    return (
        "Right: a text has the same vector alone and in company. That is "
        "worth a test of its own in anything that serves embeddings."
    )
