"""Checks for the exercises of the lesson on self-attention.

Lesson: docs/transformer/self-attention.md
"""

from unmasked.practice.self_attention._card_head import (
    check_card_head,
    deal_cards,
)
from unmasked.practice.self_attention._hand_weights import check_hand_weights
from unmasked.practice.self_attention._mask import check_mask
from unmasked.practice.self_attention._money_query import check_money_query
from unmasked.practice.self_attention._river import check_river
from unmasked.practice.self_attention._scale import check_scale
from unmasked.practice.self_attention._score_memory import check_score_memory
from unmasked.practice.self_attention._shuffle import check_shuffle
from unmasked.practice.self_attention._softmax import check_softmax

__all__ = [
    "check_card_head",
    "check_hand_weights",
    "check_mask",
    "check_money_query",
    "check_river",
    "check_scale",
    "check_score_memory",
    "check_shuffle",
    "check_softmax",
    "deal_cards",
]
