"""Training of each kind: as many steps as cost the same.

Lesson: docs/transformer/encoder-decoder.md
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from unmasked.cost.flops import forward_flops
from unmasked.experiments._arrangements import (
    D_MODEL,
    N_HEADS,
    Arrangement,
)
from unmasked.experiments._objectives import (
    KINDS,
    LENGTH,
    VOCABULARY,
    exercises,
)
from unmasked.training.adamw import decay_groups
from unmasked.training.batches import Windows
from unmasked.training.loop import train
from unmasked.training.progress import Step
from unmasked.training.schedules import warmup_cosine

STEPS = 300  # of the causal decoder; the others' follow
BATCH = 16


def flops(name: str) -> int:
    """Operations of one window, forward: matrices, scores, head.

    Example:
        >>> flops("encoder, masked") / flops("decoder, causal")
        1.0
    """
    stack = partial(
        forward_flops, d_model=D_MODEL, n_heads=N_HEADS, causal=False
    )
    n_source, n_target = 57, 14  # what is left of 64 tokens, what is cut out
    if not KINDS[name].two:
        prefix = KINDS[name].objective == "prefix"
        n = n_source + n_target - 1 if prefix else LENGTH
        whole = stack(
            n_layers=2, d_ff=4 * D_MODEL, n_tokens=n, vocab_size=VOCABULARY
        )
        return sum(whole.values())
    halves = partial(stack, n_layers=1, d_ff=3 * D_MODEL)
    reads = sum(halves(n_tokens=n_source, vocab_size=0).values())
    writes = sum(halves(n_tokens=n_target, vocab_size=VOCABULARY).values())
    # Cross-attention: queries and output of the target, keys and values of
    # the source, and a score and an average for each pair.
    crosses = (
        4 * D_MODEL**2 * (n_source + n_target)
        + 4 * n_source * n_target * D_MODEL
    )
    return reads + writes + crosses


def steps(name: str) -> int:
    """As many as cost what the causal decoder's cost."""
    return round(STEPS * flops("decoder, causal") / flops(name))


def learn(
    name: str,
    model: Arrangement,
    tokens: np.ndarray,
    *,
    seed: int,
    n_steps: int,
) -> Step:
    """Train a model on the exercises of its kind; give its last step."""
    schedule: Callable[[int], float] = partial(
        warmup_cosine, peak=3e-3, warmup_steps=min(100, n_steps),
        total_steps=n_steps, floor=3e-4,
    )  # fmt: skip
    optimizer = torch.optim.AdamW(
        decay_groups(model, weight_decay=0.1), betas=(0.9, 0.99), fused=True
    )
    windows = Windows(tokens, block=LENGTH, batch_size=BATCH, seed=seed)
    work = exercises(KINDS[name].objective, windows, seed)
    *_, last = train(
        model, work, optimizer, steps=n_steps, schedule=schedule, loss=_loss
    )
    model.eval()
    return last


def _loss(model: Any, reading: Any) -> torch.Tensor:
    return F.cross_entropy(
        model(reading).flatten(0, 1),
        reading.targets.flatten(),
        reduction="sum",
    )
