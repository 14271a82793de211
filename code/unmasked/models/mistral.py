"""Mistral 7B: a Llama that looks back 4096 tokens at a time.

The only new thing is how far a head sees, and with it a cache that stops
growing. There are no attention sinks here: those are StreamingLLM's.

Source: Jiang et al. 2023, "Mistral 7B", §2 and table 1,
https://arxiv.org/abs/2310.06825
Lesson: docs/transformer/encoder-decoder.md
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from torch import Tensor

from unmasked._sizes import check_positive
from unmasked.attention import sliding_window
from unmasked.attention.protocols import Cache
from unmasked.generation.rolling_kv_cache import RollingKVCache
from unmasked.models._decoder import cache_room
from unmasked.models.llama import Llama, LlamaConfig


@dataclass(frozen=True, kw_only=True)
class MistralConfig(LlamaConfig):
    """The sizes of a Llama, and how far back a head sees."""

    window: int


# --8<-- [start:model]
def _attend(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Tensor | None = None,
    *,
    window: int,
    **options: Any,
) -> Tensor:
    """Attend within the window; a mask covers all positions so far."""
    if mask is not None:
        # The cache has forgotten the oldest, and so must the mask.
        mask = mask[..., -key.shape[-2] :]
    return sliding_window.attend(
        query, key, value, mask, window=window, **options
    )


class Mistral(Llama):
    """A Llama whose heads see the last `window` tokens, themselves included.

    A token n layers up has heard of n · (window − 1) tokens before it: what a
    neighbor saw is in the neighbor.

    Args:
        config: the sizes; the published one is a constant of this module.

    Raises:
        ValueError: as `Llama`, or if the window is not positive.

    Example:
        >>> import torch
        >>> config = MistralConfig(
        ...     vocab_size=50, n_layers=2, d_model=16, n_heads=4, n_kv_heads=2,
        ...     d_ff=32, max_length=64, window=4,
        ... )
        >>> model = Mistral(config)
        >>> cache = model.new_cache(batch=1)
        >>> model(torch.arange(10)[None], cache=cache).shape
        torch.Size([1, 10, 50])
        >>> cache[0].keys.shape  # (batch, heads, window − 1, width)
        torch.Size([1, 2, 3, 4])
    """

    config: MistralConfig

    def __init__(self, config: MistralConfig) -> None:
        check_positive(window=config.window)
        super().__init__(config, attend=partial(_attend, window=config.window))

    # --8<-- [end:model]

    def new_cache(self, *, batch: int, max_length: int | None = None) -> Cache:
        """Keys and values of the window; a longer text takes no more."""
        # It grows to the window by itself, with the batch that it is given.
        del batch
        cache_room(max_length, max_length=self.config.max_length)
        return RollingKVCache(
            n_layers=self.config.n_layers, window=self.config.window
        )


# Jiang et al. 2023, table 1; its context_len is 8192, max_length is that of the
# checkpoint, https://huggingface.co/mistralai/Mistral-7B-v0.1/blob/main/config.json
MISTRAL_7B = MistralConfig(
    vocab_size=32_000,
    n_layers=32,
    d_model=4096,
    n_heads=32,
    n_kv_heads=8,
    d_ff=14_336,
    max_length=32_768,
    window=4096,
)
