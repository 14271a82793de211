"""A small language model, trained on presidents' addresses.

Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Callable
from functools import partial

import numpy as np
import torch

from unmasked.data.addresses import addresses
from unmasked.models.gpt2 import GPT2, GPT2Config
from unmasked.tokenizers.byte_pair import BytePair
from unmasked.tokenizers.byte_pair import train as learn_tokens
from unmasked.training.adamw import decay_groups
from unmasked.training.batches import Windows
from unmasked.training.loop import train
from unmasked.training.schedules import warmup_cosine

SIZES = GPT2Config(
    vocab_size=512, n_layers=3, d_model=128, n_heads=8, max_length=64
)
STEPS = 2000
SINCE = 1900  # the English of the earlier ones is another


def corpus() -> tuple[BytePair, np.ndarray, np.ndarray]:
    """A tokenizer, the tokens to learn from, and those of other addresses."""
    texts = {
        split: "\n\n".join(a.text for a in addresses(split) if a.year >= SINCE)
        for split in ("train", "valid")
    }
    tokenizer = learn_tokens(texts["train"], vocab_size=SIZES.vocab_size)
    learned, kept = (np.array(tokenizer.encode(t)) for t in texts.values())
    return tokenizer, learned, kept


def unseen(tokens: np.ndarray, *, n: int) -> Windows:
    """Batches of n windows of a text, to measure on."""
    return Windows(tokens, block=SIZES.max_length, batch_size=n, seed=0)


def trained(tokens: np.ndarray, *, seed: int, steps: int) -> GPT2:
    """The model after so many steps of 8 windows."""
    torch.manual_seed(seed)
    model = GPT2(SIZES)
    batches = Windows(tokens, block=SIZES.max_length, batch_size=8, seed=seed)
    optimizer = torch.optim.AdamW(
        decay_groups(model, weight_decay=0.1), betas=(0.9, 0.99), fused=True
    )
    schedule: Callable[[int], float] = partial(
        warmup_cosine, peak=3e-3, warmup_steps=min(100, steps),
        total_steps=steps, floor=3e-4,
    )  # fmt: skip
    for _ in train(model, batches, optimizer, steps=steps, schedule=schedule):
        pass
    return model.eval()
