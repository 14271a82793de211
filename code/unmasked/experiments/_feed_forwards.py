"""Feed-forward layers of equal size, and a small language model to put them in.

Lesson: docs/transformer/feed-forward.md
"""

from collections.abc import Callable
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from unmasked.cost.flops import forward_flops
from unmasked.feed_forward import (
    MLP,
    GatedMLP,
    gelu,
    relu,
    relu_squared,
    silu,
    two_thirds_d_ff,
)
from unmasked.models._decoder import initialize
from unmasked.models.gpt2 import GPT2, GPT2Config

SIZES = GPT2Config(
    vocab_size=512, n_layers=2, d_model=64, n_heads=4, max_length=64
)
STEPS = 500

PLAIN: dict[str, Callable[[Tensor], Tensor]] = {
    "ReLU": relu,
    "GELU": gelu,
    "SiLU": silu,
    "ReLU²": relu_squared,
    "no activation": nn.Identity(),
}
GATED: dict[str, Callable[[Tensor], Tensor]] = {"GEGLU": gelu, "SwiGLU": silu}
WIDE = "SwiGLU, full width"  # as wide as the plain ones, so trained for less
NONE = "no layer"


class Nothing(nn.Module):
    """A layer that adds nothing to the stream."""

    def forward(self, x: Float[Tensor, "*axes"]) -> Float[Tensor, "*axes"]:
        """Give zeros."""
        return torch.zeros_like(x)


def layer(name: str) -> nn.Module:
    """The feed-forward layer of that name, without biases.

    Example:
        >>> [sum(w.numel() for w in layer(n).parameters()) for n in GATED]
        [32640, 32640]
        >>> sum(w.numel() for w in layer("ReLU").parameters())
        32768
    """
    d_model, d_ff = SIZES.d_model, SIZES.d_ff
    if name in PLAIN:
        return MLP(
            d_model=d_model, d_ff=d_ff, activation=PLAIN[name], bias=False
        )
    if name == NONE:
        return Nothing()
    width = d_ff if name == WIDE else two_thirds_d_ff(d_model)
    return GatedMLP(
        d_model=d_model, d_ff=width, activation=GATED.get(name, silu)
    )


def language_model(name: str, *, seed: int) -> GPT2:
    """A model with these feed-forward layers; all else is as in the others.

    Example:
        >>> a, b = (language_model(name, seed=0) for name in ("ReLU", "GEGLU"))
        >>> bool((a.embed.weight == b.embed.weight).all())
        True
    """
    torch.manual_seed(seed)
    model = GPT2(SIZES)
    for block in model.blocks:
        new = layer(name)
        initialize(new, std=0.02, n_layers=SIZES.n_layers)
        block.get_submodule("feed_forward").add_module("sublayer", new)
    return model


def flops(name: str) -> int:
    """Operations of the forward pass of one window."""
    if name == NONE:
        without = forward_flops(**_sizes(), d_ff=1)
        return sum(without.values()) - without["feed_forward"]
    gated = name == WIDE or name in GATED
    narrow = gated and name != WIDE
    width = two_thirds_d_ff(SIZES.d_model) if narrow else SIZES.d_ff
    return sum(forward_flops(**_sizes(), d_ff=width, gated=gated).values())


def _sizes() -> dict[str, Any]:
    return {
        "n_layers": SIZES.n_layers,
        "d_model": SIZES.d_model,
        "n_heads": SIZES.n_heads,
        "vocab_size": SIZES.vocab_size,
        "n_tokens": SIZES.max_length,
    }


def steps(name: str, *, of: int = STEPS) -> int:
    """How long to train for the same operations in all.

    Example:
        >>> steps("ReLU"), steps("SwiGLU, full width")
        (500, 405)
    """
    return round(of * flops("ReLU") / flops(name)) if name == WIDE else of
