"""Checks for the exercises of the lesson on encoders and decoders.

Lesson: docs/transformer/encoder-decoder.md
"""

from unmasked.practice.encoder_decoder._asked import check_signal
from unmasked.practice.encoder_decoder._cache import check_cache
from unmasked.practice.encoder_decoder._choice import check_choice
from unmasked.practice.encoder_decoder._last_token import check_last_token
from unmasked.practice.encoder_decoder._mixed import check_mixed
from unmasked.practice.encoder_decoder._parts import check_parts
from unmasked.practice.encoder_decoder._pool import check_pool
from unmasked.practice.encoder_decoder._prefix_mask import check_prefix_mask
from unmasked.practice.encoder_decoder._scale import check_scale
from unmasked.practice.encoder_decoder._spans import check_spans

__all__ = [
    "check_cache",
    "check_choice",
    "check_last_token",
    "check_mixed",
    "check_parts",
    "check_pool",
    "check_prefix_mask",
    "check_scale",
    "check_signal",
    "check_spans",
]
