"""Checks for the lab on feed-forward layers.

Lesson: docs/transformer/feed-forward.md
"""

from unmasked.practice.feed_forward_lab._backward import check_backward
from unmasked.practice.feed_forward_lab._find import check_find
from unmasked.practice.feed_forward_lab._slope import check_slope

__all__ = [
    "check_backward",
    "check_find",
    "check_slope",
]
