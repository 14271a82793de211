"""What a token does by itself, after it has looked at the others."""

from unmasked.feed_forward.fused import (
    gelu,
    gelu_tanh,
    relu,
    relu_squared,
    silu,
)
from unmasked.feed_forward.gated import GatedMLP
from unmasked.feed_forward.mlp import MLP
from unmasked.feed_forward.two_thirds import two_thirds_d_ff

__all__ = [
    "MLP",
    "GatedMLP",
    "gelu",
    "gelu_tanh",
    "relu",
    "relu_squared",
    "silu",
    "two_thirds_d_ff",
]
