"""Qwen3: a Llama that normalizes its queries and keys.

Against Llama: an RMS norm with a learned gain on every query and key head
before they are turned, and heads whose width is chosen freely: n_heads ·
d_head need not be d_model. (Qwen2 had biases on queries, keys and values
instead.)

Source: Yang et al. 2025, "Qwen3 Technical Report", §2 and table 1,
https://arxiv.org/abs/2505.09388
Lesson: docs/transformer/encoder-decoder.md
"""

from dataclasses import dataclass
from functools import partial

from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from unmasked._sizes import check_positive
from unmasked.attention import fused
from unmasked.attention.grouped_query import GroupedQueryAttention
from unmasked.attention.protocols import Attend, Cache, LayerCache, Rotate
from unmasked.embeddings import TiedHead, TokenEmbedding, UntiedHead
from unmasked.feed_forward.fused import silu
from unmasked.feed_forward.gated import GatedMLP
from unmasked.generation.kv_cache import KVCache
from unmasked.models._decoder import (
    cache_room,
    initialize,
    next_positions,
)
from unmasked.norms.fused import RMSNorm
from unmasked.positions.rotary import Rotary
from unmasked.residual import PreNorm


@dataclass(frozen=True, kw_only=True)
class QwenConfig:
    """The sizes of a Qwen3."""

    vocab_size: int
    n_layers: int
    d_model: int
    n_heads: int
    n_kv_heads: int
    d_head: int
    d_ff: int
    max_length: int
    rope_base: float = 1_000_000.0
    norm_eps: float = 1e-6
    tied: bool = False


# --8<-- [start:model]
class QwenBlock(nn.Module):
    """Look around, then think: each reads a normalized copy of the stream."""

    def __init__(self, config: QwenConfig, *, attend: Attend) -> None:
        super().__init__()
        norm = partial(RMSNorm, eps=config.norm_eps)
        self.attention = PreNorm(
            GroupedQueryAttention(
                d_model=config.d_model,
                n_heads=config.n_heads,
                n_kv_heads=config.n_kv_heads,
                d_head=config.d_head,
                q_norm=norm(d_model=config.d_head),
                k_norm=norm(d_model=config.d_head),
                attend=attend,
            ),
            norm=norm(d_model=config.d_model),
        )
        self.feed_forward = PreNorm(
            GatedMLP(d_model=config.d_model, d_ff=config.d_ff, activation=silu),
            norm=norm(d_model=config.d_model),
        )

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        *,
        mask: Bool[Tensor, "*#scores #seq #all_seq"] | None = None,
        rotary: Rotate | None = None,
        cache: LayerCache | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Add to each token what it finds and what it makes of that."""
        x = self.attention(
            x, mask=mask, causal=True, rotary=rotary, cache=cache
        )
        return self.feed_forward(x)


class Qwen(nn.Module):
    """A causal language model: from tokens, scores for the token after each.

        x = embed(tokens)
        repeat: x = x + attention(norm(x));  x = x + feed_forward(norm(x))
        logits = head(norm(x))

    Args:
        config: the sizes; published ones are constants of this module.
        attend: how attention is computed.

    Raises:
        ValueError: if sizes do not divide, there are no tokens or too many,
            or a token id is outside the vocabulary.

    Example:
        >>> import torch
        >>> config = QwenConfig(
        ...     vocab_size=50, n_layers=2, d_model=16, n_heads=4, n_kv_heads=2,
        ...     d_head=8, d_ff=32, max_length=8,
        ... )
        >>> Qwen(config)(torch.tensor([[3, 1, 4]])).shape
        torch.Size([1, 3, 50])
    """

    def __init__(
        self, config: QwenConfig, *, attend: Attend = fused.attend
    ) -> None:
        super().__init__()
        check_positive(n_layers=config.n_layers, max_length=config.max_length)
        self.config = config
        self.embed = TokenEmbedding(
            vocab_size=config.vocab_size, d_model=config.d_model
        )
        self.rotary = Rotary(d_rotary=config.d_head, base=config.rope_base)
        self.blocks = nn.ModuleList(
            QwenBlock(config, attend=attend) for _ in range(config.n_layers)
        )
        self.norm = RMSNorm(d_model=config.d_model, eps=config.norm_eps)
        self.head = (
            TiedHead(self.embed)
            if config.tied
            else UntiedHead(
                vocab_size=config.vocab_size, d_model=config.d_model
            )
        )
        initialize(self, std=0.02, n_layers=config.n_layers)

    def forward(
        self,
        tokens: Int[Tensor, "batch seq"],
        *,
        positions: Int[Tensor, "*#batch seq"] | None = None,
        mask: Bool[Tensor, "*#scores #seq #all_seq"] | None = None,
        cache: Cache | None = None,
        last_only: bool = False,
    ) -> Float[Tensor, "batch scored vocab"]:
        """Score the next token at every position; arguments as `Llama`'s."""
        places = next_positions(
            tokens,
            cache,
            max_length=self.config.max_length,
            positions=positions,
            mask=mask,
        )
        rotate = self.rotary(places)
        x = self.embed(tokens)
        for i, block in enumerate(self.blocks):
            past = None if cache is None else cache[i]
            x = block(x, mask=mask, rotary=rotate, cache=past)
        return self.head(self.norm(x[:, -1:] if last_only else x))

    # --8<-- [end:model]

    def new_cache(self, *, batch: int, max_length: int | None = None) -> Cache:
        """Room for the keys and values of `batch` sequences."""
        return KVCache(
            n_layers=self.config.n_layers,
            batch=batch,
            n_kv_heads=self.config.n_kv_heads,
            max_length=cache_room(
                max_length, max_length=self.config.max_length
            ),
            d_head=self.config.d_head,
            device=self.embed.weight.device,
            dtype=self.embed.weight.dtype,
        )


# Yang et al. 2025, table 1; widths are those of each checkpoint's config.json,
# https://huggingface.co/Qwen/Qwen3-0.6B/blob/main/config.json
QWEN3_0_6B = QwenConfig(
    vocab_size=151_936,
    n_layers=28,
    d_model=1024,
    n_heads=16,
    n_kv_heads=8,
    d_head=128,
    d_ff=3072,
    max_length=40_960,
    tied=True,
)
QWEN3_8B = QwenConfig(
    vocab_size=151_936,
    n_layers=36,
    d_model=4096,
    n_heads=32,
    n_kv_heads=8,
    d_head=128,
    d_ff=12_288,
    max_length=40_960,
)
