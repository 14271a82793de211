"""Checks for the exercises of the deep learning refresher.

Lesson: docs/start/refresher.md
"""

from unmasked.practice.refresher._columns import check_errors
from unmasked.practice.refresher._cross_entropy import check_cross_entropy
from unmasked.practice.refresher._hand_gradient import check_hand_gradient
from unmasked.practice.refresher._layer_backward import check_layer_backward
from unmasked.practice.refresher._rate import check_rate
from unmasked.practice.refresher._shapes import check_shapes
from unmasked.practice.refresher._slope import check_slope

__all__ = [
    "check_cross_entropy",
    "check_errors",
    "check_hand_gradient",
    "check_layer_backward",
    "check_rate",
    "check_shapes",
    "check_slope",
]
