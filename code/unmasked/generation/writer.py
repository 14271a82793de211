"""A model that has read its source, and now writes like a decoder.

`generate`, `stream` and `beam_search` know of no source. To them a `Writer` is
one more causal model.
"""

from functools import partial
from typing import Any

from jaxtyping import Bool, Float, Int
from torch import Tensor

from unmasked.attention.protocols import Cache


# --8<-- [start:Writer]
class Writer:
    """An encoder-decoder together with what its encoder has read.

    The memory is projected once, here. The prompt of each text is what the
    decoder starts with: a start token, for Whisper several.

    Args:
        model: a `Transformer`, a `T5` or a `Whisper`.
        memory: what its `encode` gave. One row serves any number of texts,
            such as the beams of a search.
        memory_mask: True where the memory may be seen, if some of it is
            padding.

    Raises:
        ValueError: if the memory has not three axes, prompts differ in
            length, or there are several rows of memory, and not one for each
            text.

    Example:
        >>> import torch
        >>> from unmasked.generation import generate
        >>> from unmasked.models.t5 import T5, T5Config
        >>> model = T5(T5Config(
        ...     vocab_size=9, n_layers=1, d_model=8, n_heads=2, d_head=4,
        ...     d_ff=16,
        ... ))
        >>> memory = model.encode(torch.tensor([[3, 1, 4], [1, 5, 8]]))
        >>> writer = Writer(model, memory)
        >>> texts = generate(writer, [[0], [0]], max_new_tokens=4)
        >>> [len(text) for text in texts]
        [4, 4]
    """

    def __init__(
        self,
        model: Any,
        memory: Float[Tensor, "batch source d_model"],
        *,
        memory_mask: Bool[Tensor, "*#scores #seq #source"] | None = None,
    ) -> None:
        if memory.ndim != 3:
            raise ValueError(
                "the memory must be (batch, source, d_model), got shape "
                f"{tuple(memory.shape)}"
            )
        self.model, self.n_rows = model, len(memory)
        self.keys_values = model.keys_values(memory)
        # Whisper has no mask for sound: there is none to pass on.
        self.decode = (
            model.decode
            if memory_mask is None
            else partial(model.decode, memory_mask=memory_mask)
        )

    def __call__(
        self,
        tokens: Int[Tensor, "batch seq"],
        *,
        positions: Int[Tensor, "*#batch seq"] | None = None,
        mask: Bool[Tensor, "*#scores #seq #all_seq"] | None = None,
        cache: Cache | None = None,
        last_only: bool = False,
    ) -> Float[Tensor, "batch scored vocab"]:
        """Score the next token, having read the source."""
        if positions is not None:
            raise ValueError(
                "the prompts of a model with an encoder must be equally long: "
                "there are no positions to set"
            )
        n_texts = len(tokens)
        if self.n_rows not in (1, n_texts):
            raise ValueError(
                f"there are {self.n_rows} rows of memory for {n_texts} texts"
            )
        memory = [
            (
                key.expand(n_texts, -1, -1, -1),
                value.expand(n_texts, -1, -1, -1),
            )
            for key, value in self.keys_values
        ]
        logits = self.decode(tokens, memory, mask=mask, cache=cache)
        return logits[:, -1:] if last_only else logits

    def new_cache(self, *, batch: int, max_length: int | None = None) -> Cache:
        """Room for what is written."""
        return self.model.new_cache(batch=batch, max_length=max_length)


# --8<-- [end:Writer]
