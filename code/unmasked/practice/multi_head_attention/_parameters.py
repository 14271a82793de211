"""Exercise: count the weights of a layer with biases.

Lesson: docs/transformer/multi-head-attention.md
"""

from typing import Any

import numpy as np

from unmasked.practice._answers import numbers, say

D_MODEL, N_HEADS = 768, 12


def check_parameters(count: Any) -> None:
    """The weights of one attention layer of GPT-2 small, biases included.

    Example:
        >>> check_parameters(4 * 768**2)
        Not yet: those are the four matrices. Each has a bias too, one
        number for each of its outputs.
    """
    answer = numbers(count, shape=())
    say(answer if isinstance(answer, str) else _judge(float(answer)))


def _judge(count: float) -> str:
    matrix, d_head = D_MODEL**2, D_MODEL // N_HEADS
    right = 4 * matrix + 4 * D_MODEL
    mistakes = {
        4 * matrix: "those are the four matrices. Each has a bias too, one "
        "number for each of its outputs.",
        3 * matrix + 3 * D_MODEL: "that is queries, keys and values. The "
        "output projection is a fourth matrix, with a bias.",
        3 * matrix: "that is queries, keys and values, without the output "
        "projection and without biases.",
        N_HEADS * right: "every head has its own matrices, but each of them "
        "is only d_head wide. Together the heads are as wide as d_model.",
        N_HEADS * 4 * matrix: "every head has its own matrices, but each of "
        "them is only d_head wide.",
        4 * D_MODEL * d_head + 4 * d_head: "that is one head. There are 12.",
        4 * D_MODEL * d_head: "that is one head, without biases.",
        4 * matrix + 4 * d_head: "a bias is as wide as all heads together, "
        "not as one of them.",
        4 * matrix + 4 * D_MODEL * N_HEADS: "a bias is one number for each "
        "output: 768 a matrix, not 768 a head.",
    }
    for value, reason in mistakes.items():
        if np.isclose(count, value, rtol=1e-9):
            return f"Not yet: {reason}"
    if count != right:
        return (
            f"Not yet: {count:,.0f}. Count four matrices of 768 by 768, and "
            "what is added after each."
        )
    return (
        f"Right: {right:,}. The number 12 of the heads did not enter, and "
        "the biases are an eighth of a percent of it."
    )
