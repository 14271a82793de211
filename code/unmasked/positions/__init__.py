"""Every way this course tells a token where it stands."""

from unmasked.positions.rotary import Rotary, rotary_frequencies
from unmasked.positions.rotary_layouts import (
    half_split_order,
    rotate_half_split,
    rotate_interleaved,
)

__all__ = [
    "Rotary",
    "half_split_order",
    "rotary_frequencies",
    "rotate_half_split",
    "rotate_interleaved",
]
