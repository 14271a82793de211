"""One block, arranged as encoder, decoder, or both.

Lesson: docs/transformer/encoder-decoder.md
"""

from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor, nn

from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.embeddings import TiedHead, TokenEmbedding
from unmasked.feed_forward.fused import gelu
from unmasked.feed_forward.mlp import MLP
from unmasked.models._decoder import initialize
from unmasked.norms.fused import RMSNorm
from unmasked.positions.t5_buckets import RelativeBias
from unmasked.residual import PreNorm

D_MODEL, N_HEADS = 64, 4


class Reading(NamedTuple):
    """What a model reads, and what it must say; −100 does not count.

    Attributes:
        inputs: what the stack with the head reads.
        targets: what it must say at each place.
        source: what the encoder of an encoder-decoder reads.
        prefix: how many leading inputs may all see each other.
    """

    inputs: Tensor
    targets: Tensor | None = None
    source: Tensor | None = None
    prefix: int = 0


class Block(nn.Module):
    """Look around, perhaps at a memory, then think."""

    def __init__(self, *, d_ff: int, crosses: bool) -> None:
        super().__init__()
        attention = partial(
            MultiHeadAttention, d_model=D_MODEL, n_heads=N_HEADS
        )
        norm = partial(RMSNorm, d_model=D_MODEL)
        self.self_attention = PreNorm(attention(), norm=norm())
        self.cross_attention = (
            PreNorm(attention(), norm=norm()) if crosses else None
        )
        self.feed_forward = PreNorm(
            MLP(d_model=D_MODEL, d_ff=d_ff, activation=gelu, bias=False),
            norm=norm(),
        )

    def forward(
        self, x: Tensor, memory: Tensor | None, mask: Tensor, bias: Tensor
    ) -> Tensor:
        """Add to each token what it finds and what it makes of that."""
        x = self.self_attention(x, mask=mask, bias=bias)
        if self.cross_attention is not None:
            x = self.cross_attention(x, memory)
        return self.feed_forward(x)


class Arrangement(nn.Module):
    """A stack of blocks under a mask; with an encoder, two of them.

    Two layers of 12·d², or one and one: the cross-attention of the decoder
    is paid for by narrower feed-forward layers, 10·d² + 14·d² in all.
    Positions as in T5: a learned number for each distance.
    """

    def __init__(self, *, vocab_size: int, looks_back: bool, two: bool) -> None:
        super().__init__()
        self.looks_back = looks_back
        d_ff = (3 if two else 4) * D_MODEL
        self.embed = TokenEmbedding(vocab_size=vocab_size, d_model=D_MODEL)
        self.bias = RelativeBias(n_heads=N_HEADS)
        self.encoder_bias = RelativeBias(n_heads=N_HEADS) if two else None
        self.encoder = nn.ModuleList(
            Block(d_ff=d_ff, crosses=False) for _ in range(1 if two else 0)
        )
        self.encoder_norm = RMSNorm(d_model=D_MODEL)
        self.blocks = nn.ModuleList(
            Block(d_ff=d_ff, crosses=two) for _ in range(1 if two else 2)
        )
        self.norm = RMSNorm(d_model=D_MODEL)
        self.head = TiedHead(self.embed)
        initialize(self, std=0.02, n_layers=2)

    def forward(self, reading: Reading) -> Tensor:
        """Score what is to be said at every place."""
        return self.head(self.vectors(reading))

    def vectors(self, reading: Reading) -> Tensor:
        """What the stack with the head makes of each place."""
        memory = None if reading.source is None else self.encode(reading.source)
        n = reading.inputs.shape[1]
        mask = torch.ones(n, n, dtype=torch.bool)
        if self.looks_back:
            mask = mask.tril()
            mask[:, : reading.prefix] = True
        x, bias = self.embed(reading.inputs), self.bias(n)
        for block in self.blocks:
            x = block(x, memory, mask, bias)
        return self.norm(x)

    def encode(self, source: Tensor) -> Tensor:
        """Read a text in both directions, with the stack that does so."""
        if self.encoder_bias is None:
            raise ValueError("one stack alone has no encoder: use `vectors`")
        x, bias = self.embed(source), self.encoder_bias(source.shape[1])
        mask = torch.ones(1, 1, dtype=torch.bool)
        for block in self.encoder:
            x = block(x, None, mask, bias)
        return self.encoder_norm(x)
