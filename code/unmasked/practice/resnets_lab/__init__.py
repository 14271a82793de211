"""Checks for the lab on residual networks, docs/labs/resnets.py."""

from unmasked.practice.resnets_lab._block_backward import check_block_backward
from unmasked.practice.resnets_lab._option_a import check_option_a

__all__ = ["check_block_backward", "check_option_a"]
