"""Checks for the lab on the 2017 paper.

Lab: docs/labs/attention_is_all_you_need.py
"""

from unmasked.practice.attention_is_all_you_need_lab._add_norm import (
    check_add_norm,
)
from unmasked.practice.attention_is_all_you_need_lab._decoder_layer import (
    check_decoder_layer,
)
from unmasked.practice.attention_is_all_you_need_lab._encoder_layer import (
    check_encoder_layer,
)
from unmasked.practice.attention_is_all_you_need_lab._smoothed_loss import (
    check_smoothed_loss,
)
from unmasked.practice.attention_is_all_you_need_lab._stacks import (
    check_stacks,
)
from unmasked.practice.attention_is_all_you_need_lab._write import check_write

__all__ = [
    "check_add_norm",
    "check_decoder_layer",
    "check_encoder_layer",
    "check_smoothed_loss",
    "check_stacks",
    "check_write",
]
