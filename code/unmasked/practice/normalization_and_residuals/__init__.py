"""Checks for the exercises of the lesson on normalization and residuals.

Lesson: docs/transformer/normalization-and-residuals.md
"""

from unmasked.practice.normalization_and_residuals._blind import check_blind
from unmasked.practice.normalization_and_residuals._layer_norm import (
    check_layer_norm,
)
from unmasked.practice.normalization_and_residuals._leaks import check_leaks
from unmasked.practice.normalization_and_residuals._normal import check_normal
from unmasked.practice.normalization_and_residuals._paths import check_paths
from unmasked.practice.normalization_and_residuals._rms import check_rms
from unmasked.practice.normalization_and_residuals._stream_size import (
    check_stream_size,
)
from unmasked.practice.normalization_and_residuals._writes import check_writes

__all__ = [
    "check_blind",
    "check_layer_norm",
    "check_leaks",
    "check_normal",
    "check_paths",
    "check_rms",
    "check_stream_size",
    "check_writes",
]
