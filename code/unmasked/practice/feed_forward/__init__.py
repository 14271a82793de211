"""Checks for the exercises of the lesson on feed-forward layers.

Lesson: docs/transformer/feed-forward.md
"""

from unmasked.practice.feed_forward._gated_width import check_gated_width
from unmasked.practice.feed_forward._layer import check_layer
from unmasked.practice.feed_forward._lazy import check_lazy
from unmasked.practice.feed_forward._paired import check_paired
from unmasked.practice.feed_forward._rewrite import check_rewrite
from unmasked.practice.feed_forward._share import check_share
from unmasked.practice.feed_forward._steepest import check_steepest
from unmasked.practice.feed_forward._swiglu import check_swiglu
from unmasked.practice.feed_forward._xor import check_xor

__all__ = [
    "check_gated_width",
    "check_layer",
    "check_lazy",
    "check_paired",
    "check_rewrite",
    "check_share",
    "check_steepest",
    "check_swiglu",
    "check_xor",
]
