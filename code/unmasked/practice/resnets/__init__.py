"""Checks for the exercises of the lesson on residual networks.

Lesson: docs/start/resnets.md
"""

from unmasked.practice.resnets._block import check_block
from unmasked.practice.resnets._branch_scale import check_branch_scale
from unmasked.practice.resnets._diagnosis import check_diagnosis
from unmasked.practice.resnets._identity import check_identity
from unmasked.practice.resnets._paths import check_paths
from unmasked.practice.resnets._product import check_product

__all__ = [
    "check_block",
    "check_branch_scale",
    "check_diagnosis",
    "check_identity",
    "check_paths",
    "check_product",
]
