"""Llama: the decoder most others are now variations of.

Against GPT-2: RMS instead of layer normalization, rotary instead of learned
positions, a gated feed-forward layer, key/value heads shared by several query
heads, and no biases.

Source: Touvron et al. 2023, "Llama 2", §2.2, https://arxiv.org/abs/2307.09288;
Grattafiori et al. 2024, "The Llama 3 Herd of Models", §3.2 and table 3,
https://arxiv.org/abs/2407.21783; SmolLM2: Allal et al. 2025,
https://arxiv.org/abs/2502.02737
Lesson: docs/transformer/encoder-decoder.md
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
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
from unmasked.positions.rotary_scaling import llama3_scaling
from unmasked.residual import PreNorm


@dataclass(frozen=True, kw_only=True)
class LlamaConfig:
    """The sizes of a Llama."""

    vocab_size: int
    n_layers: int
    d_model: int
    n_heads: int
    n_kv_heads: int
    d_ff: int
    max_length: int
    rope_base: float = 10_000.0
    rope_scaling: Callable[[Tensor], Tensor] | None = None
    norm_eps: float = 1e-5
    tied: bool = False


# --8<-- [start:model]
class LlamaBlock(nn.Module):
    """Look around, then think: each reads a normalized copy of the stream."""

    def __init__(self, config: LlamaConfig, *, attend: Attend) -> None:
        super().__init__()
        norm = partial(RMSNorm, d_model=config.d_model, eps=config.norm_eps)
        self.attention = PreNorm(
            GroupedQueryAttention(
                d_model=config.d_model,
                n_heads=config.n_heads,
                n_kv_heads=config.n_kv_heads,
                attend=attend,
            ),
            norm=norm(),
        )
        self.feed_forward = PreNorm(
            GatedMLP(d_model=config.d_model, d_ff=config.d_ff, activation=silu),
            norm=norm(),
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


class Llama(nn.Module):
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
        >>> config = LlamaConfig(
        ...     vocab_size=50, n_layers=2, d_model=16, n_heads=4, n_kv_heads=2,
        ...     d_ff=32, max_length=8,
        ... )
        >>> Llama(config)(torch.tensor([[3, 1, 4]])).shape
        torch.Size([1, 3, 50])
    """

    def __init__(
        self, config: LlamaConfig, *, attend: Attend = fused.attend
    ) -> None:
        super().__init__()
        check_positive(
            n_layers=config.n_layers,
            n_heads=config.n_heads,
            max_length=config.max_length,
        )
        self.config = config
        self.embed = TokenEmbedding(
            vocab_size=config.vocab_size, d_model=config.d_model
        )
        self.rotary = Rotary(
            d_rotary=config.d_model // config.n_heads,
            base=config.rope_base,
            scaling=config.rope_scaling,
        )
        self.blocks = nn.ModuleList(
            LlamaBlock(config, attend=attend) for _ in range(config.n_layers)
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
        """Score the next token at every position.

        Args:
            tokens: ids.
            positions: where the tokens stand; by default they follow what the
                cache holds.
            mask: True where a token may look, besides causality (padding).
            cache: keys and values of what came before; gets the new ones.
            last_only: score only what follows the last token, as generation
                needs; the head is the widest layer of all.
        """
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
            d_head=self.config.d_model // self.config.n_heads,
            device=self.embed.weight.device,
            dtype=self.embed.weight.dtype,
        )


# Touvron et al. 2023, table 1 and appendix A.2.1; d_ff from the checkpoint.
LLAMA_2_7B = LlamaConfig(
    vocab_size=32_000,
    n_layers=32,
    d_model=4096,
    n_heads=32,
    n_kv_heads=32,
    d_ff=11_008,
    max_length=4096,
)
# Grattafiori et al. 2024, table 3 and §3.2.
LLAMA_3_8B = LlamaConfig(
    vocab_size=128_256,
    n_layers=32,
    d_model=4096,
    n_heads=32,
    n_kv_heads=8,
    d_ff=14_336,
    max_length=8192,
    rope_base=500_000.0,
)
LLAMA_3_70B = replace(
    LLAMA_3_8B, n_layers=80, d_model=8192, n_heads=64, d_ff=28_672
)
# 3.1 and 3.2 read 16 times as much, with slower rotations; by their
# config.json, https://huggingface.co/meta-llama/Llama-3.2-1B/blob/main/config.json
LLAMA_3_1_8B = replace(
    LLAMA_3_8B,
    max_length=131_072,
    rope_scaling=partial(llama3_scaling, factor=8.0),
)
LLAMA_3_2_1B = replace(
    LLAMA_3_1_8B,
    n_layers=16,
    d_model=2048,
    d_ff=8192,
    rope_scaling=partial(llama3_scaling, factor=32.0),
    tied=True,
)
# Allal et al. 2025; the numbers are those of the checkpoint's config.json,
# https://huggingface.co/HuggingFaceTB/SmolLM2-135M/blob/main/config.json
SMOLLM2_135M = LlamaConfig(
    vocab_size=49_152,
    n_layers=30,
    d_model=576,
    n_heads=9,
    n_kv_heads=3,
    d_ff=1536,
    max_length=8192,
    rope_base=100_000.0,
    tied=True,
)
