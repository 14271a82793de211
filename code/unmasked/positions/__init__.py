"""Every way this course tells a token where it stands."""

from unmasked.positions.alibi import alibi_bias, alibi_slopes
from unmasked.positions.learned import LearnedPositions
from unmasked.positions.rotary import Rotary, rotary_frequencies
from unmasked.positions.rotary_layouts import (
    half_split_order,
    rotate_half_split,
    rotate_interleaved,
)
from unmasked.positions.rotary_scaling import (
    linear_scaling,
    llama3_scaling,
    ntk_aware_scaling,
)
from unmasked.positions.shaw_relative import ShawAttention
from unmasked.positions.sinusoidal import (
    sinusoidal_positions,
    sinusoidal_positions_tensor2tensor,
)
from unmasked.positions.t5_buckets import RelativeBias, distance_buckets
from unmasked.positions.yarn import yarn_magnitude, yarn_scaling

__all__ = [
    "LearnedPositions",
    "RelativeBias",
    "Rotary",
    "ShawAttention",
    "alibi_bias",
    "alibi_slopes",
    "distance_buckets",
    "half_split_order",
    "linear_scaling",
    "llama3_scaling",
    "ntk_aware_scaling",
    "rotary_frequencies",
    "rotate_half_split",
    "rotate_interleaved",
    "sinusoidal_positions",
    "sinusoidal_positions_tensor2tensor",
    "yarn_magnitude",
    "yarn_scaling",
]
