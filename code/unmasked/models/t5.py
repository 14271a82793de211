"""T5: the 2017 Transformer with simpler parts, for every task as text.

Against the 2017 model: the norm is inside the branch and only divides, no
biases, a learned number for each distance in place of sinusoids (one table
for all layers of a stack), and scores that are not scaled: initial queries
are smaller by √d_head instead. Version 1.1 has a gated feed-forward layer and
a head of its own.

Source: Raffel et al. 2020, "Exploring the Limits of Transfer Learning with a
Unified Text-to-Text Transformer", §2.1, https://arxiv.org/abs/1910.10683; 1.1:
https://github.com/google-research/text-to-text-transfer-transformer/blob/main/released_checkpoints.md#t511
Lesson: docs/transformer/encoder-decoder.md
"""

from dataclasses import dataclass, replace
from functools import partial

from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from unmasked._sizes import check_positive
from unmasked.attention import fused
from unmasked.attention.multi_head import KeysValues, MultiHeadAttention
from unmasked.attention.protocols import Attend, Cache, LayerCache
from unmasked.embeddings import TiedHead, TokenEmbedding, UntiedHead
from unmasked.feed_forward.fused import gelu_tanh, relu
from unmasked.feed_forward.gated import GatedMLP
from unmasked.feed_forward.mlp import MLP
from unmasked.generation.kv_cache import KVCache
from unmasked.models._decoder import cache_room, next_positions
from unmasked.models._encoder_decoder import memory_of_each, project_memory
from unmasked.norms.fused import RMSNorm
from unmasked.positions.t5_buckets import RelativeBias
from unmasked.residual import PreNorm


@dataclass(frozen=True, kw_only=True)
class T5Config:
    """The sizes of a T5; `n_layers` are in each half."""

    vocab_size: int
    n_layers: int
    d_model: int
    n_heads: int
    d_head: int
    d_ff: int
    max_length: int = 512  # as trained; distances have no end
    n_buckets: int = 32
    max_distance: int = 128
    dropout: float = 0.0
    gated: bool = False
    tied: bool = True


# --8<-- [start:model]
class T5Block(nn.Module):
    """Look around, in a decoder also at the source, then think."""

    def __init__(
        self, config: T5Config, *, decodes: bool, attend: Attend
    ) -> None:
        super().__init__()
        attention = partial(
            MultiHeadAttention,
            d_model=config.d_model,
            n_heads=config.n_heads,
            d_head=config.d_head,
            attend=partial(attend, scale=1.0),
        )
        feed_forward = (
            partial(GatedMLP, activation=gelu_tanh)
            if config.gated
            else partial(MLP, activation=relu, bias=False)
        )
        norm = partial(RMSNorm, d_model=config.d_model)
        wire = partial(PreNorm, dropout=config.dropout)
        self.self_attention = wire(attention(), norm=norm())
        self.cross_attention = (
            wire(attention(), norm=norm()) if decodes else None
        )
        self.feed_forward = wire(
            feed_forward(
                d_model=config.d_model,
                d_ff=config.d_ff,
                dropout=config.dropout,
            ),
            norm=norm(),
        )

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        memory: Float[Tensor, "batch source d_model"]
        | KeysValues
        | None = None,
        *,
        bias: Float[Tensor, "heads seq all_seq"],
        mask: Bool[Tensor, "*#scores #seq #all_seq"] | None = None,
        memory_mask: Bool[Tensor, "*#scores #seq #source"] | None = None,
        cache: LayerCache | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Add to each token what it finds and what it makes of that."""
        decodes = self.cross_attention is not None
        x = self.self_attention(
            x, mask=mask, causal=decodes, bias=bias, cache=cache
        )
        if self.cross_attention is not None:
            x = self.cross_attention(x, memory, mask=memory_mask)
        return self.feed_forward(x)


class T5(nn.Module):
    """From a source and the target so far, scores for the target's next token.

        encode:  x = embed(source)
                 repeat: x = x + attention(norm(x));  x = x + mlp(norm(x))
                 x = norm(x)
        decode:  y = embed(target)
                 repeat: y = y + attention(norm(y))          (looking back)
                         y = y + attention(norm(y), x)       (at the source)
                         y = y + mlp(norm(y))
        logits = norm(y) Eᵀ / √d  (1.0)   or   norm(y) Hᵀ  (1.1)

    The tied matrix E starts with entries of size one, which suits the stream;
    the division makes up for it in the logits. T5 starts each target with the
    padding token, 0.

    Args:
        config: the sizes; published ones are constants of this module.
        attend: how attention is computed.

    Raises:
        ValueError: if a size is not positive, there are no tokens or too
            many, or a token id is outside the vocabulary.

    Example:
        >>> import torch
        >>> config = T5Config(
        ...     vocab_size=50, n_layers=2, d_model=16, n_heads=4, d_head=4,
        ...     d_ff=64,
        ... )
        >>> model = T5(config)
        >>> source, target = torch.tensor([[3, 1, 4]]), torch.tensor([[0, 5]])
        >>> model(source, target).shape
        torch.Size([1, 2, 50])
    """

    def __init__(
        self, config: T5Config, *, attend: Attend = fused.attend
    ) -> None:
        super().__init__()
        check_positive(n_layers=config.n_layers, max_length=config.max_length)
        self.config, sizes = config, range(config.n_layers)
        vocab_size, d_model = config.vocab_size, config.d_model
        self.embed = TokenEmbedding(vocab_size=vocab_size, d_model=d_model)
        bias = partial(
            RelativeBias,
            n_heads=config.n_heads,
            n_buckets=config.n_buckets,
            max_distance=config.max_distance,
        )
        block = partial(T5Block, config, attend=attend)
        self.encoder_bias = bias()
        self.encoder = nn.ModuleList(block(decodes=False) for _ in sizes)
        self.encoder_norm = RMSNorm(d_model=d_model)
        self.decoder_bias = bias(causal=True)
        self.decoder = nn.ModuleList(block(decodes=True) for _ in sizes)
        self.decoder_norm = RMSNorm(d_model=d_model)
        self.dropout = nn.Dropout(config.dropout)
        self.head = (
            TiedHead(self.embed)
            if config.tied
            else UntiedHead(vocab_size=vocab_size, d_model=d_model)
        )
        _initialize(self)

    def forward(
        self,
        source: Int[Tensor, "batch source"],
        target: Int[Tensor, "batch seq"],
        *,
        source_mask: Bool[Tensor, "*#scores #seq #source"] | None = None,
        target_mask: Bool[Tensor, "*#scores #seq #seq"] | None = None,
    ) -> Float[Tensor, "batch seq vocab"]:
        """Score the target's next token; arguments as `Transformer`'s."""
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
        next_positions(
            source, None, max_length=self.config.max_length, mask=mask
        )
        x = self.dropout(self.embed(source))
        bias = self.encoder_bias(source.shape[1])
        for block in self.encoder:
            x = block(x, bias=bias, mask=mask)
        return self.dropout(self.encoder_norm(x))

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
        """Score the next token; arguments as `Transformer.decode`'s."""
        next_positions(
            target, cache, max_length=self.config.max_length, mask=mask
        )
        y = self.dropout(self.embed(target))
        n_before = 0 if cache is None else cache.length
        bias = self.decoder_bias(target.shape[1], n_before + target.shape[1])
        memories = memory_of_each(
            memory, target, n_layers=len(self.decoder), mask=memory_mask
        )
        for i, block in enumerate(self.decoder):
            y = block(
                y,
                memories[i],
                bias=bias,
                mask=mask,
                memory_mask=memory_mask,
                cache=None if cache is None else cache[i],
            )
        y = self.dropout(self.decoder_norm(y))
        return self.head(y * y.shape[-1] ** -0.5 if self.config.tied else y)

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
            d_head=self.config.d_head,
            device=self.embed.weight.device,
            dtype=self.embed.weight.dtype,
        )


def _initialize(model: T5) -> None:
    """Keep the size of what passes; queries also do what the scale would."""
    nn.init.normal_(model.embed.weight, std=1.0)
    for name, layer in model.named_modules():
        if isinstance(layer, nn.Linear):
            std = layer.in_features**-0.5
            if name.endswith("q_proj"):
                std *= model.config.d_head**-0.5
            nn.init.normal_(layer.weight, std=std)


# Raffel et al. 2020, §3.7 and the checkpoints' config.json, for example
# https://huggingface.co/google-t5/t5-small/blob/main/config.json
T5_SMALL = T5Config(
    vocab_size=32_128,
    n_layers=6,
    d_model=512,
    n_heads=8,
    d_head=64,
    d_ff=2048,
)
T5_BASE = replace(T5_SMALL, n_layers=12, d_model=768, n_heads=12, d_ff=3072)
T5_LARGE = replace(T5_SMALL, n_layers=24, d_model=1024, n_heads=16, d_ff=4096)
# https://huggingface.co/google/t5-v1_1-small/blob/main/config.json
T5_1_1_SMALL = replace(
    T5_SMALL, n_layers=8, n_heads=6, d_ff=1024, gated=True, tied=False
)
