"""A translator small enough to be trained a few dozen times.

Lesson: docs/transformer/attention-is-all-you-need.md
"""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import torch

from unmasked.data.translations import translation_pairs
from unmasked.experiments._translation_exam import tokenizer
from unmasked.generation.translator import Translator
from unmasked.models.transformer import Transformer, TransformerConfig
from unmasked.training.loop import train
from unmasked.training.losses import IGNORE
from unmasked.training.pairs import (
    PairBatches,
    mean_pair_loss,
    pair_batch,
    pair_loss,
)

SIZES = TransformerConfig(
    vocab_size=1024,
    n_layers=2,
    d_model=64,
    n_heads=4,
    d_ff=256,
    max_length=64,
    dropout=0.1,
)


def small_translator(seed: int) -> Translator:
    """A fresh model with the vocabulary of all the small ones."""
    torch.manual_seed(seed)
    return Translator(Transformer(SIZES), tokenizer(SIZES.vocab_size))


def learn(
    both: Translator,
    *,
    seed: int,
    steps: int,
    schedule: Callable[[int], float],
    label_smoothing: float,
) -> Iterator[float]:
    """Train with the paper's Adam and no clipping; give each step's loss.

    It ends early where the loss or the gradient is no longer finite.
    """
    pairs = [both.pair(*pair) for pair in translation_pairs("es", "train")]
    adam = torch.optim.Adam(
        both.model.parameters(), betas=(0.9, 0.98), eps=1e-9, fused=True
    )
    run = train(
        both.model,
        PairBatches(pairs, max_tokens=1024, seed=seed),
        adam,
        steps=steps,
        schedule=schedule,
        loss=partial(pair_loss, label_smoothing=label_smoothing),
        max_norm=math.inf,
    )
    try:
        for step in run:
            yield step.loss
    except FloatingPointError:
        return


def validate(both: Translator, few: int | None = None) -> dict[str, float]:
    """Loss, accuracy and confidence on pairs that were not learned."""
    pairs = [both.pair(*p) for p in translation_pairs("es", "valid")[:few]]
    right, sure, n = _accuracy(both, pairs)
    return {
        "loss": mean_pair_loss(both.model, pairs),
        "accuracy": right / n,
        "confidence": sure / n,
    }


@torch.inference_mode()
def _accuracy(
    both: Translator, pairs: Sequence[tuple[list[int], list[int]]]
) -> tuple[float, float, int]:
    """Tokens guessed right, the summed chance of the guesses, all tokens."""
    both.model.eval()
    right, sure, n = 0.0, 0.0, 0
    for first in range(0, len(pairs), 64):
        batch = pair_batch(pairs[first : first + 64])
        logits = both.model(
            batch.source, batch.inputs, source_mask=batch.source_mask
        )
        chance, guess = logits.softmax(dim=-1).max(dim=-1)
        counted = batch.targets != IGNORE
        right += (guess == batch.targets)[counted].sum().item()
        sure += chance[counted].sum().item()
        n += int(counted.sum())
    return right, sure, n
