"""The Transformer of 2017: an encoder that reads, a decoder that writes.

Source: Vaswani et al. 2017, "Attention Is All You Need", §3 and figure 1,
https://arxiv.org/abs/1706.03762
Lesson: docs/transformer/encoder-decoder.md
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from jaxtyping import Bool, Float, Int
from torch import Tensor, arange, nn, zeros

from unmasked._sizes import check_positive
from unmasked.attention import fused
from unmasked.attention.multi_head import KeysValues, MultiHeadAttention
from unmasked.attention.protocols import Attend, Cache, LayerCache
from unmasked.embeddings import TiedHead, TokenEmbedding
from unmasked.feed_forward.fused import relu
from unmasked.feed_forward.mlp import MLP
from unmasked.generation.kv_cache import KVCache
from unmasked.models._decoder import cache_room, next_positions
from unmasked.models._encoder_decoder import memory_of_each, project_memory
from unmasked.norms.fused import LayerNorm
from unmasked.positions.sinusoidal import sinusoidal_positions
from unmasked.residual import PostNorm


@dataclass(frozen=True, kw_only=True)
class TransformerConfig:
    """The sizes of a 2017 Transformer; `n_layers` are in each half.

    With `biased` the projections of attention and the logits get biases. The
    paper's formulas have none; many later implementations do.
    """

    vocab_size: int
    n_layers: int
    d_model: int
    n_heads: int
    d_ff: int
    max_length: int = 1024  # ours: sinusoids have no end
    dropout: float = 0.0
    activation: Callable[[Tensor], Tensor] = relu
    positions: Callable[..., Tensor] = sinusoidal_positions
    biased: bool = False


# --8<-- [start:blocks]
class EncoderBlock(nn.Module):
    """Look around, then think; each sum is normalized."""

    def __init__(self, config: TransformerConfig, *, attend: Attend) -> None:
        super().__init__()
        self.self_attention = _wired_attention(config, attend)
        self.feed_forward = _wired_feed_forward(config)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        *,
        mask: Bool[Tensor, "*#scores #seq #seq"] | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Add to each token what it finds and what it makes of that."""
        return self.feed_forward(self.self_attention(x, mask=mask))


class DecoderBlock(nn.Module):
    """Look back, look at the source, then think; each sum is normalized."""

    def __init__(self, config: TransformerConfig, *, attend: Attend) -> None:
        super().__init__()
        self.self_attention = _wired_attention(config, attend)
        self.cross_attention = _wired_attention(config, attend)
        self.feed_forward = _wired_feed_forward(config)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        memory: Float[Tensor, "batch source d_model"] | KeysValues,
        *,
        mask: Bool[Tensor, "*#scores #seq #all_seq"] | None = None,
        memory_mask: Bool[Tensor, "*#scores #seq #source"] | None = None,
        cache: LayerCache | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Add to each token what it finds and what it makes of that."""
        x = self.self_attention(x, mask=mask, causal=True, cache=cache)
        x = self.cross_attention(x, memory, mask=memory_mask)
        return self.feed_forward(x)


# --8<-- [end:blocks]


# --8<-- [start:model]
class Transformer(nn.Module):
    """From a source and the target so far, scores for the target's next token.

        encode:  x = √d · embed(source) + PE
                 repeat: x = norm(x + attention(x));  x = norm(x + mlp(x))
        decode:  y = √d · embed(target) + PE
                 repeat: y = norm(y + attention(y))          (looking back)
                         y = norm(y + attention(y, x))       (at the source)
                         y = norm(y + mlp(y))
        logits = y Eᵀ

    One matrix E embeds the source, embeds the target and scores the next
    token (§3.4). There is no norm after the last layer: it ends in one.

    The paper gives 65 million weights for base and 213 million for big. With
    its 37,000 English-German tokens, and biases where it prints them, we
    count 63.0 and 214.2 million. No one vocabulary gives both of its numbers:
    65 million would take 40,800 tokens, 213 million 35,900.

    Args:
        config: the sizes; published ones are constants of this module.
        attend: how attention is computed.

    Raises:
        ValueError: if sizes do not divide, there are no tokens or too many,
            or a token id is outside the vocabulary.

    Example:
        >>> import torch
        >>> config = TransformerConfig(
        ...     vocab_size=50, n_layers=2, d_model=16, n_heads=4, d_ff=64
        ... )
        >>> model = Transformer(config)
        >>> source, target = torch.tensor([[3, 1, 4]]), torch.tensor([[0, 5]])
        >>> model(source, target).shape
        torch.Size([1, 2, 50])
        >>> memory = model.keys_values(model.encode(source))  # once
        >>> cache = model.new_cache(batch=1)
        >>> for token in target.split(1, dim=1):
        ...     logits = model.decode(token, memory, cache=cache)
        >>> logits.shape
        torch.Size([1, 1, 50])
    """

    def __init__(
        self, config: TransformerConfig, *, attend: Attend = fused.attend
    ) -> None:
        super().__init__()
        check_positive(n_layers=config.n_layers, max_length=config.max_length)
        self.config = config
        config.positions(arange(1), d_model=config.d_model)  # refuses odd ones
        self.embed = TokenEmbedding(
            vocab_size=config.vocab_size, d_model=config.d_model, scaled=True
        )
        self.dropout = nn.Dropout(config.dropout)
        self.encoder = nn.ModuleList(
            EncoderBlock(config, attend=attend) for _ in range(config.n_layers)
        )
        self.decoder = nn.ModuleList(
            DecoderBlock(config, attend=attend) for _ in range(config.n_layers)
        )
        self.head = TiedHead(self.embed)
        self.head_bias = (
            nn.Parameter(zeros(config.vocab_size)) if config.biased else None
        )
        for layer in self.modules():
            if isinstance(layer, nn.Linear):
                nn.init.xavier_uniform_(layer.weight)

    def forward(
        self,
        source: Int[Tensor, "batch source"],
        target: Int[Tensor, "batch seq"],
        *,
        source_mask: Bool[Tensor, "*#scores #seq #source"] | None = None,
        target_mask: Bool[Tensor, "*#scores #seq #seq"] | None = None,
    ) -> Float[Tensor, "batch seq vocab"]:
        """Score the next token at every position of the target.

        Args:
            source: ids of the text to read.
            target: ids of the text to write, from its start token on.
            source_mask: True where a source token may be seen (padding).
            target_mask: the same for the target, besides causality.
        """
        memory = self.encode(source, mask=source_mask)
        return self.decode(
            target, memory, mask=target_mask, memory_mask=source_mask
        )

    def encode(
        self,
        source: Int[Tensor, "batch source"],
        *,
        mask: Bool[Tensor, "*#scores #source #source"] | None = None,
    ) -> Float[Tensor, "batch source d_model"]:
        """Read the source: the memory that the decoder looks at."""
        x = self._embed(source, mask=mask)
        for block in self.encoder:
            x = block(x, mask=mask)
        return x

    def keys_values(
        self, memory: Float[Tensor, "batch source d_model"]
    ) -> list[KeysValues]:
        """Project the memory, once for all tokens that will be written."""
        return project_memory(self.decoder, memory)

    def decode(
        self,
        target: Int[Tensor, "batch seq"],
        memory: Float[Tensor, "batch source d_model"] | list[KeysValues],
        *,
        mask: Bool[Tensor, "*#scores #seq #all_seq"] | None = None,
        memory_mask: Bool[Tensor, "*#scores #seq #source"] | None = None,
        cache: Cache | None = None,
    ) -> Float[Tensor, "batch seq vocab"]:
        """Score the next token; `target` follows what the cache holds.

        Args:
            target: ids of the text to write.
            memory: what `encode` read, or what `keys_values` made of it.
            mask: True where a target token may look, besides causality.
            memory_mask: True where the memory may be seen.
            cache: keys and values of what came before; gets the new ones.
        """
        y = self._embed(target, mask=mask, cache=cache)
        memories = memory_of_each(
            memory, target, n_layers=len(self.decoder), mask=memory_mask
        )
        for i, block in enumerate(self.decoder):
            y = block(
                y,
                memories[i],
                mask=mask,
                memory_mask=memory_mask,
                cache=None if cache is None else cache[i],
            )
        logits = self.head(y)
        return logits if self.head_bias is None else logits + self.head_bias

    def _embed(
        self,
        tokens: Tensor,
        *,
        mask: Tensor | None,
        cache: Cache | None = None,
    ) -> Tensor:
        places = next_positions(
            tokens, cache, max_length=self.config.max_length, mask=mask
        )
        waves = self.config.positions(places, d_model=self.config.d_model)
        x = self.embed(tokens)
        return self.dropout(x + waves.to(x.dtype))

    # --8<-- [end:model]

    def new_cache(self, *, batch: int, max_length: int | None = None) -> Cache:
        """Room for what the decoder has written in `batch` sequences."""
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


def _wired_attention(config: TransformerConfig, attend: Attend) -> PostNorm:
    attention = MultiHeadAttention(
        d_model=config.d_model,
        n_heads=config.n_heads,
        bias=config.biased,
        attend=attend,
    )
    norm = LayerNorm(d_model=config.d_model)
    return PostNorm(attention, norm=norm, dropout=config.dropout)


def _wired_feed_forward(config: TransformerConfig) -> PostNorm:
    mlp = MLP(
        d_model=config.d_model, d_ff=config.d_ff, activation=config.activation
    )
    norm = LayerNorm(d_model=config.d_model)
    return PostNorm(mlp, norm=norm, dropout=config.dropout)


# Vaswani et al. 2017, table 3; the vocabulary is that of §5.1.
TRANSFORMER_BASE = TransformerConfig(
    vocab_size=37_000,
    n_layers=6,
    d_model=512,
    n_heads=8,
    d_ff=2048,
    dropout=0.1,
)
TRANSFORMER_BIG = replace(
    TRANSFORMER_BASE, d_model=1024, n_heads=16, d_ff=4096, dropout=0.3
)
