"""One way to choose the next token, from the rules of `sampling`.

Lesson: docs/long-context/inference.md
"""

from dataclasses import dataclass, field

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from unmasked.generation.sampling import (
    greedy,
    keep_min_p,
    keep_top_k,
    keep_top_p,
    penalize_repetition,
    sample,
    with_temperature,
)


@dataclass(frozen=True, kw_only=True)
class Sampler:
    """Penalize, cool, cut, draw: in this order, which matters.

    Cutting after cooling means that top-p and min-p see the distribution that
    is drawn from.

    Args:
        temperature: below 1 sharper, above 1 flatter; 0 takes the likeliest
            token and draws nothing.
        top_k: keep this many tokens.
        top_p: keep the likeliest tokens that together reach this probability.
        min_p: keep tokens at least this many times as likely as the likeliest.
        repetition_penalty: θ of CTRL; 1 is none.
        generator: source of chance, on the model's device; seed it for the
            same text again.

    Raises:
        ValueError: if a setting means nothing, when it is first used.

    Example:
        >>> logits = torch.tensor([[0.1, 2.0, 0.3]])
        >>> Sampler(temperature=0)(logits, torch.tensor([[0]]))
        tensor([1])
    """

    temperature: float = 1.0
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None
    repetition_penalty: float = 1.0
    generator: torch.Generator | None = field(default=None, compare=False)

    def __call__(
        self,
        logits: Float[Tensor, "batch vocab"],
        tokens: Int[Tensor, "batch seq"],
        mask: Bool[Tensor, "batch seq"] | None = None,
    ) -> Int[Tensor, " batch"]:
        """Choose one token a row; `tokens` is all that came before."""
        if self.repetition_penalty != 1:
            logits = penalize_repetition(
                logits, tokens, self.repetition_penalty, mask
            )
        if self.temperature == 0:
            return greedy(logits)
        logits = with_temperature(logits, self.temperature)
        if self.top_k is not None:
            logits = keep_top_k(logits, self.top_k)
        if self.top_p is not None:
            logits = keep_top_p(logits, self.top_p)
        if self.min_p is not None:
            logits = keep_min_p(logits, self.min_p)
        return sample(logits, self.generator)
