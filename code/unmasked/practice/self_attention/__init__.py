"""Checks for the exercises of the lesson on self-attention.

Lesson: docs/transformer/self-attention.md
"""

from unmasked.practice.self_attention.hand_weights import check_hand_weights
from unmasked.practice.self_attention.mask import check_mask
from unmasked.practice.self_attention.money_query import check_money_query
from unmasked.practice.self_attention.river import check_river
from unmasked.practice.self_attention.scale import check_scale
from unmasked.practice.self_attention.score_memory import check_score_memory
from unmasked.practice.self_attention.shuffle import check_shuffle
from unmasked.practice.self_attention.softmax import check_softmax

__all__ = [
    "check_hand_weights",
    "check_mask",
    "check_money_query",
    "check_river",
    "check_scale",
    "check_score_memory",
    "check_shuffle",
    "check_softmax",
]
