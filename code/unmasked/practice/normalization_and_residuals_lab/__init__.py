"""Checks for the lab on normalization and residuals.

Lab: docs/labs/normalization_and_residuals.py
"""

from unmasked.practice.normalization_and_residuals_lab._batch_norm import (
    check_batch_norm,
)
from unmasked.practice.normalization_and_residuals_lab._layer_norm_backward import (  # noqa: E501
    check_layer_norm_backward,
)
from unmasked.practice.normalization_and_residuals_lab._rms_norm import (
    check_rms_norm,
)
from unmasked.practice.normalization_and_residuals_lab._wirings import (
    check_wirings,
)

__all__ = [
    "check_batch_norm",
    "check_layer_norm_backward",
    "check_rms_norm",
    "check_wirings",
]
