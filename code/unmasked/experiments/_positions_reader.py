"""A small language model that takes any positions, and all else the same.

Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from unmasked.attention import fused
from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.embeddings import TiedHead, TokenEmbedding
from unmasked.feed_forward.fused import gelu_tanh
from unmasked.feed_forward.mlp import MLP
from unmasked.models._decoder import initialize
from unmasked.norms.fused import LayerNorm
from unmasked.positions import (
    LearnedPositions,
    RelativeBias,
    Rotary,
    ShawAttention,
    alibi_bias,
    sinusoidal_positions,
)
from unmasked.residual import PreNorm

TRAINED, LONGEST = 64, 512  # tokens
VOCAB_SIZE, N_LAYERS, D_MODEL, N_HEADS = 512, 2, 64, 4
D_HEAD = D_MODEL // N_HEADS

# What each scheme gives the model. A module is made anew for each model.
SCHEMES: dict[str, Callable[[], dict[str, Any]]] = {
    "none": dict,
    "sinusoidal": lambda: {
        "add": partial(sinusoidal_positions, d_model=D_MODEL)
    },
    # Rows that training never reads, so that there is something to read later.
    "learned": lambda: {
        "add": LearnedPositions(max_length=LONGEST, d_model=D_MODEL)
    },
    "Shaw": lambda: {
        "attend": partial(ShawAttention, d_head=D_HEAD, max_distance=16)
    },
    # The last bucket begins well inside the trained length, as in T5 itself.
    "T5": lambda: {
        "bias": RelativeBias(
            n_heads=N_HEADS, n_buckets=16, max_distance=32, causal=True
        )
    },
    "RoPE": lambda: {"rotary": Rotary(d_rotary=D_HEAD)},
    "ALiBi": lambda: {"bias": partial(alibi_bias, n_heads=N_HEADS)},
}


class Reader(nn.Module):
    """A decoder of two pre-norm layers.

    Args:
        add: from positions, what is added to the tokens.
        bias: from a length, what is added to the scores.
        rotary: from positions, what turns queries and keys.
        attend: makes the way to attend of each layer.

    Example:
        >>> reader = Reader(**SCHEMES["RoPE"]())
        >>> reader(torch.zeros(1, 5, dtype=torch.long)).shape
        torch.Size([1, 5, 512])
    """

    def __init__(
        self,
        *,
        add: Callable[[Tensor], Tensor] | None = None,
        bias: Callable[[int], Tensor] | None = None,
        rotary: Rotary | None = None,
        attend: Callable[[], Any] = lambda: fused.attend,
    ) -> None:
        super().__init__()
        self.add, self.bias, self.rotary = add, bias, rotary
        self.embed = TokenEmbedding(vocab_size=VOCAB_SIZE, d_model=D_MODEL)
        self.layers = nn.ModuleList()
        for _ in range(N_LAYERS):
            attention = MultiHeadAttention(
                d_model=D_MODEL, n_heads=N_HEADS, attend=attend()
            )
            mlp = MLP(d_model=D_MODEL, d_ff=4 * D_MODEL, activation=gelu_tanh)
            for part in (attention, mlp):
                norm = LayerNorm(d_model=D_MODEL)
                self.layers.append(PreNorm(part, norm=norm))
        self.norm = LayerNorm(d_model=D_MODEL)
        self.head = TiedHead(self.embed)
        initialize(self.layers, std=0.02, n_layers=N_LAYERS)
        nn.init.normal_(self.embed.weight, std=0.02)

    def forward(self, tokens: Tensor, *, reach: int | None = None) -> Tensor:
        """Score the next token everywhere.

        Args:
            tokens: ids.
            reach: look at no more than so many tokens, the own included.
        """
        places = torch.arange(tokens.shape[1])
        # The paper's factor. Its released code starts embeddings at 1/√d, we
        # at 0.02: beside the sines, words weigh less here.
        x = self.embed(tokens) * D_MODEL**0.5
        if self.add is not None:
            x = x + self.add(places)
        given = {
            "causal": True,
            "bias": self.bias and self.bias(len(places)),
            "rotary": self.rotary and self.rotary(places),
            "mask": None,
        }
        if reach is not None:
            given["mask"] = places[:, None] - places < reach
        for i, layer in enumerate(self.layers):
            x = layer(x, **given) if i % 2 == 0 else layer(x)
        return self.head(self.norm(x))
