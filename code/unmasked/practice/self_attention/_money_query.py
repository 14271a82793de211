"""Exercise: a query projection for a head that looks for money.

Lesson: docs/transformer/self-attention.md
"""

from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.scaled_dot_product import softmax
from unmasked.practice._answers import numbers, say
from unmasked.practice.self_attention._words import VECTORS, rows


def check_money_query(w_query: Any) -> None:
    """A 2×2 query projection for a head that looks for money.

    Example:
        >>> check_money_query([[0, -1], [1, 0]])
        Not yet: in 'the money bank', 'bank' puts 0.11 on 'money'. Its
        query is (1, -1) and the key of 'money' is (0, 2): their product
        should be large.
    """
    w = numbers(w_query, shape=(2, 2))
    say(w if isinstance(w, str) else _judge_money_query(w))


def _judge_money_query(w_query: ndarray) -> str:
    weight = {}
    for clue in ("money", "river"):
        x = rows(f"the {clue} bank")
        scores = (x @ w_query) @ x.T / np.sqrt(2)
        weight[clue] = softmax(scores)[2, 1]
    query = np.array(VECTORS["bank"]) @ w_query
    if weight["money"] < 0.6:
        return (
            f"Not yet: in 'the money bank', 'bank' puts {weight['money']:.2f} "
            f"on 'money'. Its query is ({query[0]:g}, {query[1]:g}) and the "
            "key of 'money' is (0, 2): their product should be large."
        )
    if weight["river"] > 0.2:
        return (
            f"Not yet: this head finds 'money' ({weight['money']:.2f}), but "
            f"in 'the river bank' it puts {weight['river']:.2f} on 'river'. "
            "It should ask for money alone."
        )
    return (
        f"Right: 'bank' puts {weight['money']:.2f} on 'money' and only "
        f"{weight['river']:.2f} on 'river'. You have designed a second head."
    )
