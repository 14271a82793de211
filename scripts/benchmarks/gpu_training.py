"""Measure training GPT-2 small on a GPU against Hugging Face's GPT-2.

Batches of 16 windows of 1024 tokens, products in bfloat16, weights in float32,
the fused AdamW, clipping and a rate that is set at each step. Both as they
come, and both compiled. Theirs computes the loss inside the model, so that it
is compiled with it; ours also compiled in one with the loss (nested), which is
what the training command does, and beside a loss that is compiled by itself
(apart). Tokens are drawn at random: no speed depends on them.
"""

import gc
import statistics
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any

import numpy as np
import torch
from torch import nn
from transformers import GPT2Config as TheirConfig
from transformers import GPT2LMHeadModel

from course.benchmarks import ratio, turns
from unmasked.models.gpt2 import GPT2, GPT2_SMALL
from unmasked.training.adamw import decay_groups
from unmasked.training.batches import Windows
from unmasked.training.loop import next_token_loss, train
from unmasked.training.schedules import warmup_cosine

PACKAGES = ("transformers", "triton")
BLOCK, BATCH, STEPS = 1024, 16, 3
CONFIG = GPT2_SMALL


def rate(step: int) -> float:
    return warmup_cosine(step, peak=6e-4, warmup_steps=100, total_steps=2000)


def adamw(model: nn.Module) -> torch.optim.AdamW:
    groups = decay_groups(model, weight_decay=0.1)
    return torch.optim.AdamW(groups, betas=(0.9, 0.95), fused=True)


def batches() -> Windows:
    draw = np.random.default_rng(0)
    tokens = draw.integers(CONFIG.vocab_size, size=10**6).astype(np.uint16)
    return Windows(tokens, block=BLOCK, batch_size=BATCH, device="cuda")


def ours(*, compiled: bool, loss=None) -> Iterator[object]:
    model = GPT2(CONFIG).to("cuda")
    if compiled:
        model.compile()
    return train(
        model, batches(), adamw(model), steps=10**9, schedule=rate,
        autocast=torch.bfloat16, loss=loss or next_token_loss
    )  # fmt: skip


nested = torch.compile(next_token_loss)
ce = torch.compile(
    lambda logits, targets: torch.nn.functional.cross_entropy(
        logits.flatten(0, 1),
        targets.flatten(),
        ignore_index=-100,
        reduction="sum",
    )
)


def apart(model, batch):
    return ce(model(batch.inputs), batch.targets)


def hugging_face(*, compiled: bool) -> Iterator[object]:
    """Their model, their loss, and the loop of PyTorch's tutorials."""
    model = GPT2LMHeadModel(
        TheirConfig(resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0)
    ).to("cuda")
    if compiled:
        model.compile()
    optimizer = adamw(model)
    model.train()
    for step, batch in enumerate(batches(), start=1):
        for group in optimizer.param_groups:
            group["lr"] = rate(step)
        with torch.autocast("cuda", dtype=torch.bfloat16):
            loss = model(
                batch.inputs, labels=batch.inputs, use_cache=False
            ).loss
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        yield loss.item()


LOOPS = {
    "ours": partial(ours, compiled=False),
    "ours, compiled": partial(ours, compiled=True),
    "ours, nested": partial(ours, compiled=True, loss=nested),
    "ours, apart": partial(ours, compiled=True, loss=apart),
    "Hugging Face": partial(hugging_face, compiled=False),
    "Hugging Face, compiled": partial(hugging_face, compiled=True),
}
PEERS = {
    "Hugging Face": "ours",
    "Hugging Face, compiled": "ours, compiled",
}


def some_steps(loop: Iterator[object]) -> None:
    for _ in islice(loop, STEPS):
        pass
    torch.cuda.synchronize()


def peak_bytes(loop: Iterator[object]) -> int:
    """The most held while it trains, its weights and all included."""
    before = torch.cuda.memory_allocated()
    some_steps(loop)  # from here on all that stays is there
    torch.cuda.reset_peak_memory_stats()
    some_steps(loop)
    return torch.cuda.max_memory_allocated() - before


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Tokens per second, ratios, and bytes."""
    torch.manual_seed(0)
    loops, peak = {}, {}
    for name, make in LOOPS.items():
        gc.collect()
        loops[name] = make()
        peak[name] = peak_bytes(loops[name])
    seconds = turns(
        {name: partial(some_steps, loop) for name, loop in loops.items()},
        rounds=3 if quick else 10,
    )
    return {
        "sizes": {"block": BLOCK, "batch": BATCH},
        "rounds": len(seconds["ours"]),
        "tokens_per_second": {
            name: STEPS * BATCH * BLOCK / statistics.median(times)
            for name, times in seconds.items()
        },
        "times_their_speed": {
            peer: ratio(seconds, slow=peer, fast=mine)
            for peer, mine in PEERS.items()
        },
        "peak_bytes": peak,
    }
