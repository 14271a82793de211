"""Checks for the lab on positional encoding."""

from unmasked.practice.positional_encoding_lab._alibi import check_alibi
from unmasked.practice.positional_encoding_lab._buckets import check_buckets
from unmasked.practice.positional_encoding_lab._convert import check_convert
from unmasked.practice.positional_encoding_lab._offset_alone import (
    check_scores,
)
from unmasked.practice.positional_encoding_lab._rotate import check_rotate
from unmasked.practice.positional_encoding_lab._sinusoids import (
    check_sinusoids,
)

__all__ = [
    "check_alibi",
    "check_buckets",
    "check_convert",
    "check_rotate",
    "check_scores",
    "check_sinusoids",
]
