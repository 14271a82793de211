"""GPT-2: the decoder of the 2017 model, alone, with the norms moved inside.

For writing there is a fast path, with the same weights and numbers, and without
modules: `unmasked.models.gpt2_bare`.

Source: Radford et al. 2019, "Language Models are Unsupervised Multitask
Learners", §2.3 and table 2,
https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf
(the paper's parameter counts are wrong; those of the released models are in
https://github.com/openai/gpt-2)
Lesson: docs/transformer/encoder-decoder.md
"""

from dataclasses import dataclass, replace
from functools import partial

from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from unmasked._sizes import check_positive
from unmasked.attention import fused
from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.attention.protocols import Attend, Cache, LayerCache
from unmasked.embeddings import TiedHead, TokenEmbedding
from unmasked.feed_forward.fused import gelu_tanh
from unmasked.feed_forward.mlp import MLP
from unmasked.generation.kv_cache import KVCache
from unmasked.models._decoder import (
    cache_room,
    initialize,
    next_positions,
)
from unmasked.norms.fused import LayerNorm
from unmasked.positions.learned import LearnedPositions
from unmasked.residual import PreNorm


@dataclass(frozen=True, kw_only=True)
class GPT2Config:
    """The sizes of a GPT-2."""

    vocab_size: int
    n_layers: int
    d_model: int
    n_heads: int
    max_length: int
    dropout: float = 0.0
    vocab_multiple_of: int = 1

    @property
    def d_ff(self) -> int:
        """Width of the hidden layer: always four times the model's."""
        return 4 * self.d_model


# --8<-- [start:model]
class GPT2Block(nn.Module):
    """Look back, then think: each reads a normalized copy of the stream."""

    def __init__(self, config: GPT2Config, *, attend: Attend) -> None:
        super().__init__()
        wire = partial(PreNorm, dropout=config.dropout)
        self.attention = wire(
            MultiHeadAttention(
                d_model=config.d_model,
                n_heads=config.n_heads,
                bias=True,
                attend=attend,
            ),
            norm=LayerNorm(d_model=config.d_model),
        )
        self.feed_forward = wire(
            MLP(d_model=config.d_model, d_ff=config.d_ff, activation=gelu_tanh),
            norm=LayerNorm(d_model=config.d_model),
        )

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        *,
        mask: Bool[Tensor, "*#scores #seq #all_seq"] | None = None,
        cache: LayerCache | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Add to each token what it finds and what it makes of that."""
        x = self.attention(x, mask=mask, causal=True, cache=cache)
        return self.feed_forward(x)


class GPT2(nn.Module):
    """A causal language model: from tokens, scores for the token after each.

        x = embed(tokens) + positions
        repeat: x = x + attention(norm(x));  x = x + mlp(norm(x))
        logits = norm(x) Eᵀ,  with E the matrix of the embedding

    Args:
        config: the sizes; published ones are constants of this module.
        attend: how attention is computed.

    Raises:
        ValueError: if sizes do not divide, there are no tokens or too many,
            or a token id is outside the vocabulary.

    Example:
        >>> import torch
        >>> config = GPT2Config(
        ...     vocab_size=50, n_layers=2, d_model=16, n_heads=4, max_length=8
        ... )
        >>> GPT2(config)(torch.tensor([[3, 1, 4]])).shape
        torch.Size([1, 3, 50])
    """

    def __init__(
        self, config: GPT2Config, *, attend: Attend = fused.attend
    ) -> None:
        super().__init__()
        check_positive(n_layers=config.n_layers, max_length=config.max_length)
        self.config = config
        self.embed = TokenEmbedding(
            vocab_size=config.vocab_size,
            d_model=config.d_model,
            multiple_of=config.vocab_multiple_of,
        )
        self.positions = LearnedPositions(
            max_length=config.max_length, d_model=config.d_model
        )
        self.dropout = nn.Dropout(config.dropout)
        self.blocks = nn.ModuleList(
            GPT2Block(config, attend=attend) for _ in range(config.n_layers)
        )
        self.norm = LayerNorm(d_model=config.d_model)
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
        x = self.dropout(self.embed(tokens) + self.positions(places))
        for i, block in enumerate(self.blocks):
            x = block(x, mask=mask, cache=None if cache is None else cache[i])
        return self.head(self.norm(x[:, -1:] if last_only else x))

    # --8<-- [end:model]

    def new_cache(self, *, batch: int, max_length: int | None = None) -> Cache:
        """Room for the keys and values of `batch` sequences."""
        return KVCache(
            n_layers=self.config.n_layers,
            batch=batch,
            n_kv_heads=self.config.n_heads,
            max_length=cache_room(
                max_length, max_length=self.config.max_length
            ),
            d_head=self.config.d_model // self.config.n_heads,
            device=self.embed.weight.device,
            dtype=self.embed.weight.dtype,
        )


# Radford et al. 2019, table 2.
GPT2_SMALL = GPT2Config(
    vocab_size=50_257, n_layers=12, d_model=768, n_heads=12, max_length=1024
)
GPT2_MEDIUM = replace(GPT2_SMALL, n_layers=24, d_model=1024, n_heads=16)
GPT2_LARGE = replace(GPT2_SMALL, n_layers=36, d_model=1280, n_heads=20)
GPT2_XL = replace(GPT2_SMALL, n_layers=48, d_model=1600, n_heads=25)
