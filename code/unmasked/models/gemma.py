"""Gemma 2: a Llama that keeps every number in bounds.

Against Llama: embeddings scaled by √d_model, norms on both sides of each
sublayer, gains of 1 + weight, a GELU gate, scores and logits that cannot grow
past a cap, and every second layer, from the first on, sees a window only.

Source: Gemma Team 2024, "Gemma 2: Improving Open Language Models at a
Practical Size", §2 and tables 1 and 2, https://arxiv.org/abs/2408.00118; its
code, https://github.com/google/gemma_pytorch
Lesson: docs/transformer/encoder-decoder.md
"""

from dataclasses import dataclass, replace
from functools import partial

from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from unmasked._sizes import check_positive
from unmasked.attention.grouped_query import GroupedQueryAttention
from unmasked.attention.masks import sliding_window_mask
from unmasked.attention.protocols import Cache, LayerCache, Rotate
from unmasked.attention.soft_cap import attend, soft_cap
from unmasked.embeddings import TiedHead, TokenEmbedding
from unmasked.feed_forward.fused import gelu_tanh
from unmasked.feed_forward.gated import GatedMLP
from unmasked.generation.kv_cache import KVCache
from unmasked.models._decoder import cache_room, initialize, next_positions
from unmasked.norms.fused import RMSNorm
from unmasked.positions.rotary import Rotary
from unmasked.residual import Sandwich


@dataclass(frozen=True, kw_only=True)
class GemmaConfig:
    """The sizes of a Gemma 2; scores are divided by √query_scale."""

    vocab_size: int
    n_layers: int
    d_model: int
    n_heads: int
    n_kv_heads: int
    d_head: int
    d_ff: int
    max_length: int
    window: int
    query_scale: int
    score_cap: float = 50.0
    logit_cap: float = 30.0


# --8<-- [start:model]
class GemmaBlock(nn.Module):
    """Look around, then think: each normalized on its way in and out."""

    def __init__(self, config: GemmaConfig) -> None:
        super().__init__()
        norm = partial(RMSNorm, d_model=config.d_model, unit_offset=True)
        self.attention = Sandwich(
            GroupedQueryAttention(
                d_model=config.d_model,
                n_heads=config.n_heads,
                n_kv_heads=config.n_kv_heads,
                d_head=config.d_head,
                attend=partial(
                    attend,
                    scale=config.query_scale**-0.5,
                    cap=config.score_cap,
                ),
            ),
            norm_in=norm(),
            norm_out=norm(),
        )
        self.feed_forward = Sandwich(
            GatedMLP(
                d_model=config.d_model, d_ff=config.d_ff, activation=gelu_tanh
            ),
            norm_in=norm(),
            norm_out=norm(),
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


class Gemma(nn.Module):
    """A causal language model: from tokens, scores for the token after each.

        x = √d · embed(tokens)
        repeat: x = x + norm(attention(norm(x)))
                x = x + norm(feed_forward(norm(x)))
        logits = soft_cap(norm(x) Eᵀ),  with E the matrix of the embedding

    Caps rule out PyTorch's fused attention, so all scores are held. The cache
    keeps all positions, in the layers with a window too.

    Args:
        config: the sizes; published ones are constants of this module.

    Raises:
        ValueError: if sizes do not divide, a cap, a scale or the window is
            not positive, there are no tokens or too many, or a token id is
            outside the vocabulary.

    Example:
        >>> import torch
        >>> config = GemmaConfig(
        ...     vocab_size=50, n_layers=2, d_model=16, n_heads=4, n_kv_heads=2,
        ...     d_head=8, d_ff=32, max_length=8, window=4, query_scale=8,
        ... )
        >>> Gemma(config)(torch.tensor([[3, 1, 4]])).shape
        torch.Size([1, 3, 50])
    """

    def __init__(self, config: GemmaConfig) -> None:
        super().__init__()
        check_positive(
            n_layers=config.n_layers,
            max_length=config.max_length,
            window=config.window,
            query_scale=config.query_scale,
        )
        self.config, d_model = config, config.d_model
        self.embed = TokenEmbedding(
            vocab_size=config.vocab_size, d_model=d_model, scaled=True
        )
        self.rotary = Rotary(d_rotary=config.d_head)
        self.blocks = nn.ModuleList(
            GemmaBlock(config) for _ in range(config.n_layers)
        )
        self.norm = RMSNorm(d_model=d_model, unit_offset=True)
        self.head = TiedHead(self.embed)
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
        n_before = 0 if cache is None else cache.length
        places = next_positions(
            tokens,
            cache,
            max_length=self.config.max_length,
            positions=positions,
            mask=mask,
        )
        rotate = self.rotary(places)
        near = sliding_window_mask(
            tokens.shape[1],
            n_before + tokens.shape[1],
            window=self.config.window,
            device=tokens.device,
        )
        local = near if mask is None else near & mask
        x = self.embed(tokens)
        for i, block in enumerate(self.blocks):
            past = None if cache is None else cache[i]
            seen = mask if i % 2 else local
            x = block(x, mask=seen, rotary=rotate, cache=past)
        logits = self.head(self.norm(x[:, -1:] if last_only else x))
        return soft_cap(logits, cap=self.config.logit_cap)

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


# Gemma Team 2024, table 1 (whose d_ff counts the gate as well); vocabulary and
# scale are those of each checkpoint's config.json,
# https://huggingface.co/google/gemma-2-2b/blob/main/config.json
GEMMA_2_2B = GemmaConfig(
    vocab_size=256_000,
    n_layers=26,
    d_model=2304,
    n_heads=8,
    n_kv_heads=4,
    d_head=256,
    d_ff=9216,
    max_length=8192,
    window=4096,
    query_scale=256,
)
GEMMA_2_9B = replace(
    GEMMA_2_2B,
    n_layers=42,
    d_model=3584,
    n_heads=16,
    n_kv_heads=8,
    d_ff=14_336,
)
GEMMA_2_27B = replace(
    GEMMA_2_2B,
    n_layers=46,
    d_model=4608,
    n_heads=32,
    n_kv_heads=16,
    d_head=128,
    d_ff=36_864,
    query_scale=144,
)
