"""Checks for the lab on multi-head attention."""

from unmasked.practice.multi_head_attention_lab._cross import check_cross
from unmasked.practice.multi_head_attention_lab._merge import check_merge
from unmasked.practice.multi_head_attention_lab._multi_head import (
    check_multi_head,
)
from unmasked.practice.multi_head_attention_lab._project import check_project
from unmasked.practice.multi_head_attention_lab._without_head import (
    check_without_head,
)

__all__ = [
    "check_cross",
    "check_merge",
    "check_multi_head",
    "check_project",
    "check_without_head",
]
