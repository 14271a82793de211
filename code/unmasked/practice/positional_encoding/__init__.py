"""Checks for the exercises of the lesson on positional encoding.

Lesson: docs/transformer/positional-encoding.md
"""

from unmasked.practice.positional_encoding._bits import check_bits
from unmasked.practice.positional_encoding._clipped_row import check_clipped_row
from unmasked.practice.positional_encoding._count import check_count
from unmasked.practice.positional_encoding._half_distance import (
    check_half_distance,
)
from unmasked.practice.positional_encoding._learned_numbers import (
    check_learned_numbers,
)
from unmasked.practice.positional_encoding._longest_wave import (
    check_longest_wave,
)
from unmasked.practice.positional_encoding._order import check_order
from unmasked.practice.positional_encoding._shift import check_shift
from unmasked.practice.positional_encoding._turn import check_turn
from unmasked.practice.positional_encoding._unseen_pairs import (
    check_unseen_pairs,
)

__all__ = [
    "check_bits",
    "check_clipped_row",
    "check_count",
    "check_half_distance",
    "check_learned_numbers",
    "check_longest_wave",
    "check_order",
    "check_shift",
    "check_turn",
    "check_unseen_pairs",
]
