"""Measure the training loop against Hugging Face's GPT-2, and nanoGPT's loop.

    python scripts/benchmarks/training.py [--out FILE] [--nanogpt FOLDER]

Prints a JSON record of tokens per second, ratios and peak memory, for a GPT of
4 layers, 4 heads and width 128 on batches of 12 windows of 64 tokens: what
nanoGPT suggests for a laptop. All train on the same text with AdamW, clipping
and a rate that is set at each step. They take turns, and the best of the turns
counts: whatever else the machine does makes a turn slower, never faster.
nanoGPT is measured if the folder of its `model.py` is given.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from transformers import GPT2Config as TheirConfig
from transformers import GPT2LMHeadModel

from unmasked.data import moby_dick
from unmasked.feed_forward.fused import gelu
from unmasked.feed_forward.mlp import MLP
from unmasked.models.gpt2 import GPT2, GPT2Config
from unmasked.training.adamw import decay_groups
from unmasked.training.batches import Windows
from unmasked.training.loop import train
from unmasked.training.schedules import warmup_cosine
from unmasked.training.token_file import read_tokens, write_tokens

LAYERS, HEADS, WIDTH, BLOCK, BATCH, VOCAB = 4, 4, 128, 64, 12, 256
# Short turns: some of them have the machine to themselves.
STEPS, TURNS, BETAS = 5, 40, (0.9, 0.99)
# Whom each is measured against, unless it is "ours": GPT-2 approximates the
# GELU, which takes a CPU twice as long as the exact one that nanoGPT has.
OURS = {"nanogpt": "ours_with_nanogpts_gelu"}


def rate(step: int) -> float:
    return warmup_cosine(step, peak=1e-3, warmup_steps=100, total_steps=2000)


def ours(tokens: np.ndarray, *, exact_gelu: bool = False) -> Iterator[object]:
    model = GPT2(
        GPT2Config(
            vocab_size=VOCAB,
            n_layers=LAYERS,
            d_model=WIDTH,
            n_heads=HEADS,
            max_length=BLOCK,
        )
    )
    if exact_gelu:
        for layer in model.modules():
            if isinstance(layer, MLP):
                layer.activation = gelu
    return train(
        model,
        Windows(tokens, block=BLOCK, batch_size=BATCH),
        torch.optim.AdamW(
            decay_groups(model, weight_decay=0.1), betas=BETAS, fused=True
        ),
        steps=10**9,
        schedule=rate,
    )


def hugging_face(tokens: np.ndarray, *, fused: bool) -> Iterator[object]:
    """Their model, their loss, and the loop of PyTorch's tutorials."""
    model = GPT2LMHeadModel(
        TheirConfig(
            vocab_size=VOCAB,
            n_layer=LAYERS,
            n_embd=WIDTH,
            n_head=HEADS,
            n_positions=BLOCK,
            resid_pdrop=0.0,
            embd_pdrop=0.0,
            attn_pdrop=0.0,
            bos_token_id=0,
            eos_token_id=0,
        )
    )
    optimizer = torch.optim.AdamW(
        decay_groups(model, weight_decay=0.1), betas=BETAS, fused=fused
    )
    model.train()
    batches = Windows(tokens, block=BLOCK, batch_size=BATCH)
    for step, batch in enumerate(batches, start=1):
        for group in optimizer.param_groups:
            group["lr"] = rate(step)
        loss = model(batch.inputs, labels=batch.inputs, use_cache=False).loss
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        yield loss.item()


def nanogpt(tokens: np.ndarray) -> Iterator[object]:
    """Their model, optimizer, way to cut batches, and loop, on a CPU."""
    from model import GPT, GPTConfig  # type: ignore[import-not-found]

    model = GPT(
        GPTConfig(
            block_size=BLOCK,
            vocab_size=VOCAB,
            n_layer=LAYERS,
            n_head=HEADS,
            n_embd=WIDTH,
            dropout=0.0,
            bias=True,
        )
    )
    optimizer = model.configure_optimizers(0.1, 1e-3, BETAS, "cpu")

    def cut() -> tuple[torch.Tensor, torch.Tensor]:
        starts = torch.randint(len(tokens) - BLOCK, (BATCH,)).tolist()
        windows = [
            torch.from_numpy(tokens[i : i + BLOCK + 1].astype(np.int64))
            for i in starts
        ]
        rows = torch.stack(windows)
        return rows[:, :-1].contiguous(), rows[:, 1:].contiguous()

    step = 0
    while step := step + 1:
        for group in optimizer.param_groups:
            group["lr"] = rate(step)
        _, loss = model(*cut())
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        yield None


def best_speeds(runs: dict[str, Iterator[object]]) -> dict[str, float]:
    """Tokens per second of the fastest turn of each."""
    speeds: dict[str, float] = {}
    for turn in range(TURNS):
        for name, run in runs.items():
            start = time.perf_counter()
            for _ in islice(run, STEPS):
                pass
            speed = STEPS * BATCH * BLOCK / (time.perf_counter() - start)
            if turn:  # the first one warms up
                speeds[name] = max(speed, speeds.get(name, 0.0))
    return speeds


def peak_bytes() -> int:
    """The most memory that this process ever held."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def measure(folder: Path | None) -> dict[str, Any]:
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "tokens.npy"
        write_tokens(path, [moby_dick().encode()], vocab_size=VOCAB)
        tokens = read_tokens(path)
        for _ in islice(ours(tokens), STEPS):
            pass
        peak = peak_bytes()
        runs: dict[str, Callable[[], Iterator[object]]] = {
            "ours": lambda: ours(tokens),
            "hugging_face": lambda: hugging_face(tokens, fused=False),
            "hugging_face_fused_adamw": lambda: hugging_face(
                tokens, fused=True
            ),
        }
        if folder is not None:
            sys.path.insert(0, str(folder))
            runs["nanogpt"] = lambda: nanogpt(tokens)
            runs["ours_with_nanogpts_gelu"] = lambda: ours(
                tokens, exact_gelu=True
            )
        speeds = best_speeds({name: run() for name, run in runs.items()})
    return {
        "sizes": {
            "layers": LAYERS,
            "heads": HEADS,
            "width": WIDTH,
            "block": BLOCK,
            "batch": BATCH,
            "vocabulary": VOCAB,
        },
        "tokens_per_second": speeds,
        "times_their_speed": {
            name: speeds[OURS.get(name, "ours")] / speed
            for name, speed in speeds.items()
            if not name.startswith("ours")
        },
        # With both libraries imported; read before the others run.
        "peak_bytes": peak,
        "machine": {
            "processor": platform.processor() or platform.machine(),
            "cores": os.cpu_count(),
            "threads": torch.get_num_threads(),
            "python": platform.python_version(),
            **{n: version(n) for n in ("torch", "transformers")},
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, help="also write the record here")
    parser.add_argument("--nanogpt", type=Path, help="folder of its model.py")
    options = parser.parse_args()
    record = json.dumps(measure(options.nanogpt), indent=1)
    print(record)
    if options.out:
        options.out.write_text(record + "\n", "utf-8")


if __name__ == "__main__":
    main()
