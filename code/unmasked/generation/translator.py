"""A model, its tokenizer, and the two tokens that frame a target: text to text.

Lesson: docs/transformer/attention-is-all-you-need.md
"""

from collections.abc import Sequence
from typing import Any

import torch

from unmasked.generation.beam_search import beam_search
from unmasked.generation.decode import generate
from unmasked.generation.writer import Writer
from unmasked.tokenizers.byte_pair.tokenizer import BytePair
from unmasked.training.pairs import pair_batch

START, END = "<s>", "</s>"


# --8<-- [start:Translator]
class Translator:
    """Translates texts with an encoder-decoder model.

    A source ends with the end token. A target begins with the start token,
    from which the decoder writes until it writes the end token, or has
    written 50 tokens more than it has read (Vaswani et al. 2017, §6.1).
    Texts are read and written where the model is, also if it is moved later.

    Args:
        model: a `Transformer`, or a module with its `encode` and `decode`.
        tokenizer: of both languages, with "<s>" and "</s>" among its special
            tokens.

    Raises:
        ValueError: if the tokenizer lacks one of them, a source is empty, or
            one is longer than the model can read.

    Example:
        >>> from unmasked.models.transformer import (
        ...     Transformer, TransformerConfig,
        ... )
        >>> from unmasked.tokenizers.byte_pair.training import train
        >>> tokens = train("a", vocab_size=258, special_tokens=[START, END])
        >>> model = Transformer(TransformerConfig(
        ...     vocab_size=258, n_layers=1, d_model=8, n_heads=2, d_ff=16
        ... ))
        >>> Translator(model, tokens).pair("a", "b")
        ([97, 257], [256, 98, 257])
    """

    def __init__(self, model: Any, tokenizer: BytePair) -> None:
        special = tokenizer.special.ids
        if missing := {START, END} - special.keys():
            raise ValueError(f"the tokenizer has no {sorted(missing)}")
        self.model, self.tokenizer = model, tokenizer
        self.start, self.end = special[START], special[END]

    def pair(
        self, source: str, target: str = ""
    ) -> tuple[list[int], list[int]]:
        """Token ids of a source and its target, as training reads them."""
        if not source.strip():
            raise ValueError("there is no text to translate")
        read = [*self.tokenizer.encode(source), self.end]
        write = [self.start, *self.tokenizer.encode(target), self.end]
        return read, write

    def translate(
        self,
        sources: Sequence[str],
        *,
        n_beams: int = 1,
        length_penalty: float = 0.6,
    ) -> list[str]:
        """Translate each text: greedily, or with beams one after another.

        Dropout is switched off, and stays off: call `model.train()` to go on
        with training.
        """
        self.model.eval()
        if n_beams > 1:
            return [self._search(s, n_beams, length_penalty) for s in sources]
        # Like lengths together; `order` says where each belongs.
        order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
        found = [""] * len(sources)
        for first in range(0, len(order), 64):
            places = order[first : first + 64]
            texts = self._greedy([sources[i] for i in places])
            for place, text in zip(places, texts, strict=True):
                found[place] = text
        return found

    @torch.inference_mode()
    def _greedy(self, sources: list[str]) -> list[str]:
        pairs = [self.pair(source) for source in sources]
        batch = pair_batch(pairs, device=self._device())
        memory = self.model.encode(batch.source, mask=batch.source_mask)
        written = generate(
            Writer(self.model, memory, memory_mask=batch.source_mask),
            [[self.start]] * len(sources),
            max_new_tokens=batch.source.shape[1] + 50,
            stop=[[self.end]],
            device=batch.source.device,
        )
        return [self.tokenizer.decode(text) for text in written]

    @torch.inference_mode()
    def _search(self, source: str, n_beams: int, length_penalty: float) -> str:
        read, _ = self.pair(source)
        tokens = torch.tensor([read], device=self._device())
        best, *_ = beam_search(
            Writer(self.model, self.model.encode(tokens)),
            [self.start],
            n_beams=n_beams,
            max_new_tokens=len(read) + 50,
            end_token=self.end,
            length_penalty=length_penalty,
            device=tokens.device,
        )
        return self.tokenizer.decode(t for t in best.tokens if t != self.end)

    def _device(self) -> torch.device:
        device: torch.device = next(self.model.parameters()).device
        return device


# --8<-- [end:Translator]
