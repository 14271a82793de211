"""Checks for the lab on encoders and decoders."""

from unmasked.practice.encoder_decoder_lab._fill import check_fill
from unmasked.practice.encoder_decoder_lab._loss import check_loss
from unmasked.practice.encoder_decoder_lab._mask import check_mask
from unmasked.practice.encoder_decoder_lab._mask_tokens import (
    check_mask_tokens,
)
from unmasked.practice.encoder_decoder_lab._who_moved import check_who_moved

__all__ = [
    "check_fill",
    "check_loss",
    "check_mask",
    "check_mask_tokens",
    "check_who_moved",
]
