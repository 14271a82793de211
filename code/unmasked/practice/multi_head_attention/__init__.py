"""Checks for the exercises of the lesson on multi-head attention.

Lesson: docs/transformer/multi-head-attention.md
"""

from unmasked.practice.multi_head_attention._cache import check_cache
from unmasked.practice.multi_head_attention._contributions import (
    check_contributions,
)
from unmasked.practice.multi_head_attention._cross_shapes import (
    check_cross_shapes,
)
from unmasked.practice.multi_head_attention._least_weight import (
    check_least_weight,
)
from unmasked.practice.multi_head_attention._next_head import check_next_head
from unmasked.practice.multi_head_attention._output_rows import (
    check_output_rows,
)
from unmasked.practice.multi_head_attention._parameters import check_parameters
from unmasked.practice.multi_head_attention._split import check_split
from unmasked.practice.multi_head_attention._stack import check_stack
from unmasked.practice.multi_head_attention._twins import check_twins

__all__ = [
    "check_cache",
    "check_contributions",
    "check_cross_shapes",
    "check_least_weight",
    "check_next_head",
    "check_output_rows",
    "check_parameters",
    "check_split",
    "check_stack",
    "check_twins",
]
