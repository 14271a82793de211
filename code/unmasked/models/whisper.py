"""Whisper: a Transformer that reads sound and writes text.

Two convolutions make the spectrogram half as long and as wide as the model;
from there on it is an encoder-decoder with the norms inside the branches.

Source: Radford et al. 2022, "Robust Speech Recognition via Large-Scale Weak
Supervision", §2.2 and table 1, https://arxiv.org/abs/2212.04356; details as
in https://github.com/openai/whisper/blob/main/whisper/model.py
Lesson: docs/transformer/encoder-decoder.md
"""

from dataclasses import dataclass, replace
from functools import partial

from jaxtyping import Bool, Float, Int
from torch import Tensor, arange, nn

from unmasked._sizes import check_positive
from unmasked.attention import fused
from unmasked.attention.multi_head import KeysValues, MultiHeadAttention
from unmasked.attention.protocols import Attend, Cache, LayerCache
from unmasked.embeddings import TiedHead, TokenEmbedding
from unmasked.feed_forward.fused import gelu
from unmasked.feed_forward.mlp import MLP
from unmasked.generation.kv_cache import KVCache
from unmasked.models._decoder import cache_room, initialize, next_positions
from unmasked.models._encoder_decoder import memory_of_each, project_memory
from unmasked.norms.fused import LayerNorm
from unmasked.positions.learned import LearnedPositions
from unmasked.positions.sinusoidal import sinusoidal_positions_tensor2tensor
from unmasked.residual import PreNorm


@dataclass(frozen=True, kw_only=True)
class WhisperConfig:
    """The sizes of a Whisper; `n_layers` are in each half."""

    vocab_size: int
    n_layers: int
    d_model: int
    n_heads: int
    n_mels: int = 80
    max_frames: int = 3000  # 30 seconds
    max_length: int = 448

    @property
    def d_ff(self) -> int:
        """Width of the hidden layer: always four times the model's."""
        return 4 * self.d_model


# --8<-- [start:model]
class WhisperBlock(nn.Module):
    """Look around, in a decoder also at the sound, then think."""

    def __init__(
        self, config: WhisperConfig, *, decodes: bool, attend: Attend
    ) -> None:
        super().__init__()
        d_model = config.d_model
        attention = partial(
            MultiHeadAttention,
            d_model=d_model,
            n_heads=config.n_heads,
            bias=True,
            key_bias=False,
            attend=attend,
        )
        norm = partial(LayerNorm, d_model=d_model)
        self.self_attention = PreNorm(attention(), norm=norm())
        self.cross_attention = (
            PreNorm(attention(), norm=norm()) if decodes else None
        )
        self.feed_forward = PreNorm(
            MLP(d_model=d_model, d_ff=config.d_ff, activation=gelu),
            norm=norm(),
        )

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        memory: Float[Tensor, "batch sound d_model"] | KeysValues | None = None,
        *,
        mask: Bool[Tensor, "*#scores #seq #all_seq"] | None = None,
        cache: LayerCache | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Add to each place what it finds and what it makes of that."""
        decodes = self.cross_attention is not None
        x = self.self_attention(x, mask=mask, causal=decodes, cache=cache)
        if self.cross_attention is not None:
            x = self.cross_attention(x, memory)
        return self.feed_forward(x)


class Whisper(nn.Module):
    """From sound and the text so far, scores for the text's next token.

        encode:  x = gelu(conv₂(gelu(conv₁(mel)))) + sinusoids
                 repeat: x = x + attention(norm(x));  x = x + mlp(norm(x))
                 x = norm(x)
        decode:  y = embed(tokens) + positions
                 repeat: y = y + attention(norm(y))          (looking back)
                         y = y + attention(norm(y), x)       (at the sound)
                         y = y + mlp(norm(y))
        logits = norm(y) Eᵀ,  with E the matrix of the embedding

    conv₂ takes every second frame: 30 seconds are 1500 places of 20 ms.

    Args:
        config: the sizes; published ones are constants of this module.
        attend: how attention is computed.

    Raises:
        ValueError: if sizes do not divide, the sound is too long or has
            another number of bands, there are no tokens or too many, or a
            token id is outside the vocabulary.

    Example:
        >>> import torch
        >>> from unmasked.models.log_mel import log_mel_spectrogram
        >>> config = WhisperConfig(
        ...     vocab_size=50, n_layers=2, d_model=16, n_heads=4
        ... )
        >>> model = Whisper(config)
        >>> memory = model.encode(log_mel_spectrogram(torch.randn(1, 16_000)))
        >>> memory.shape
        torch.Size([1, 50, 16])
        >>> model.decode(torch.tensor([[3, 1]]), memory).shape
        torch.Size([1, 2, 50])
    """

    def __init__(
        self, config: WhisperConfig, *, attend: Attend = fused.attend
    ) -> None:
        super().__init__()
        check_positive(
            n_layers=config.n_layers,
            n_mels=config.n_mels,
            max_frames=config.max_frames,
        )
        self.config, d_model = config, config.d_model
        sinusoidal_positions_tensor2tensor(
            arange(1), d_model=d_model
        )  # refuses odd ones
        layers = range(config.n_layers)
        block = partial(WhisperBlock, config, attend=attend)
        self.conv1 = nn.Conv1d(config.n_mels, d_model, 3, padding=1)
        self.conv2 = nn.Conv1d(d_model, d_model, 3, stride=2, padding=1)
        self.encoder = nn.ModuleList(block(decodes=False) for _ in layers)
        self.encoder_norm = LayerNorm(d_model=d_model)
        self.embed = TokenEmbedding(
            vocab_size=config.vocab_size, d_model=d_model
        )
        self.positions = LearnedPositions(
            max_length=config.max_length, d_model=d_model
        )
        self.decoder = nn.ModuleList(block(decodes=True) for _ in layers)
        self.decoder_norm = LayerNorm(d_model=d_model)
        self.head = TiedHead(self.embed)
        initialize(self, std=0.02, n_layers=config.n_layers)

    def forward(
        self,
        mel: Float[Tensor, "batch mels frames"],
        tokens: Int[Tensor, "batch seq"],
        *,
        mask: Bool[Tensor, "*#scores #seq #seq"] | None = None,
    ) -> Float[Tensor, "batch seq vocab"]:
        """Score the next token at every position of the text.

        Args:
            mel: spectrogram, as `log_mel_spectrogram` makes it.
            tokens: ids of the text to write, from its start tokens on.
            mask: True where a token may look, besides causality (padding).
        """
        return self.decode(tokens, self.encode(mel), mask=mask)

    def encode(
        self, mel: Float[Tensor, "batch mels frames"]
    ) -> Float[Tensor, "batch sound d_model"]:
        """Hear the sound: the memory that the decoder looks at."""
        n_mels, max_frames = self.config.n_mels, self.config.max_frames
        if mel.shape[1] != n_mels or not 0 < mel.shape[2] <= max_frames:
            raise ValueError(
                f"expected a spectrogram of {n_mels=} bands and 1 to "
                f"{max_frames=} frames, got shape {tuple(mel.shape)}"
            )
        x = gelu(self.conv2(gelu(self.conv1(mel)))).mT
        waves = sinusoidal_positions_tensor2tensor(
            arange(x.shape[1], device=x.device), d_model=x.shape[2]
        )
        x = x + waves.to(x.dtype)
        for block in self.encoder:
            x = block(x)
        return self.encoder_norm(x)

    def keys_values(
        self, memory: Float[Tensor, "batch sound d_model"]
    ) -> list[KeysValues]:
        """Project the memory, once for all tokens that will be written."""
        return project_memory(self.decoder, memory)

    def decode(
        self,
        tokens: Int[Tensor, "batch seq"],
        memory: Float[Tensor, "batch sound d_model"] | list[KeysValues],
        *,
        mask: Bool[Tensor, "*#scores #seq #all_seq"] | None = None,
        cache: Cache | None = None,
    ) -> Float[Tensor, "batch seq vocab"]:
        """Score the next token; `tokens` follow what the cache holds.

        Args:
            tokens: ids of the text to write.
            memory: what `encode` heard, or what `keys_values` made of it.
            mask: True where a token may look, besides causality.
            cache: keys and values of what came before; gets the new ones.
        """
        places = next_positions(
            tokens, cache, max_length=self.config.max_length, mask=mask
        )
        y = self.embed(tokens) + self.positions(places)
        memories = memory_of_each(memory, tokens, n_layers=len(self.decoder))
        for i, block in enumerate(self.decoder):
            past = None if cache is None else cache[i]
            y = block(y, memories[i], mask=mask, cache=past)
        return self.head(self.decoder_norm(y))

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


# Radford et al. 2022, table 1; vocabularies are those of the checkpoints,
# https://huggingface.co/openai/whisper-tiny.en/blob/main/config.json
WHISPER_TINY_EN = WhisperConfig(
    vocab_size=51_864, n_layers=4, d_model=384, n_heads=6
)
WHISPER_TINY = replace(WHISPER_TINY_EN, vocab_size=51_865)
WHISPER_BASE = replace(WHISPER_TINY, n_layers=6, d_model=512, n_heads=8)
WHISPER_SMALL = replace(WHISPER_TINY, n_layers=12, d_model=768, n_heads=12)
WHISPER_MEDIUM = replace(WHISPER_TINY, n_layers=24, d_model=1024, n_heads=16)
WHISPER_LARGE = replace(WHISPER_TINY, n_layers=32, d_model=1280, n_heads=20)
