"""Exercise: weigh three words by hand.

Lesson: docs/transformer/self-attention.md
"""

from typing import Any

from numpy import ndarray

from unmasked.practice._answers import numbers, say
from unmasked.practice.self_attention._words import rows


def check_hand_weights(weights: Any) -> None:
    """Three weights that pull "bank" to the water in "the river bank".

    Example:
        >>> check_hand_weights([0.5, 0.5, 0.5])
        Not yet: the weights sum to 1.5. An average needs a sum of 1.
    """
    w = numbers(weights, shape=(3,))
    say(w if isinstance(w, str) else _judge_hand_weights(w))


def _judge_hand_weights(weights: ndarray) -> str:
    if weights.min() < 0:
        return "Not yet: a negative weight. An average takes some of each."
    if abs(weights.sum() - 1) > 1e-3:
        return (
            f"Not yet: the weights sum to {weights.sum():.4g}. "
            "An average needs a sum of 1."
        )
    water, money = weights @ rows("the river bank")
    if water - money < 1:
        return (
            f"Not yet: 'bank' becomes ({water:.2f}, {money:.2f}), and its "
            "water should exceed its money by 1. Who has the water?"
        )
    moved_water, moved_money = weights @ rows("river the bank")
    return (
        f"Right: 'bank' becomes ({water:.2f}, {money:.2f}). But try the same "
        f"three weights on 'river the bank': it becomes ({moved_water:.2f}, "
        f"{moved_money:.2f}). Weights tied to places miss a word that moved."
    )
