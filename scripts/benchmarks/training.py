"""Measure the training loop against Hugging Face's GPT-2, and nanoGPT's loop.

A GPT of 4 layers, 4 heads and width 128 on batches of 12 windows of 64 tokens:
what nanoGPT suggests for a laptop. All train on the same text, in float32, on
one thread, with the fused AdamW (but for one peer, and nanoGPT, which on a CPU
has the plain one), clipping and a rate that is set at each step. Ours also
runs bare, calling functions where the others call modules. Hugging Face's
model runs in the loop of PyTorch's tutorials and in `Trainer`, their own, and
also with PyTorch's kernel for the GELU, whose formula it writes out unless
asked. Both also run compiled. Beside them runs the floor: the matrix products
and attentions of a step and nothing else. Seconds are those that the processor
worked; the compiler's are not counted.
"""

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from transformers import GPT2Config as TheirConfig
from transformers import GPT2LMHeadModel, Trainer, TrainingArguments
from transformers.trainer_callback import TrainerCallback

from course.benchmarks import ratio, turns
from unmasked.data import moby_dick
from unmasked.feed_forward.fused import gelu
from unmasked.feed_forward.mlp import MLP
from unmasked.models.gpt2 import GPT2, GPT2Config
from unmasked.models.gpt2_bare import BareGPT2
from unmasked.training.adamw import decay_groups
from unmasked.training.batches import Windows
from unmasked.training.loop import next_token_loss, train
from unmasked.training.schedules import warmup_cosine
from unmasked.training.token_file import read_tokens, write_tokens

LAYERS, HEADS, WIDTH, BLOCK, BATCH, VOCAB = 4, 4, 128, 64, 12, 256
STEPS, BETAS = 5, (0.9, 0.99)
PACKAGES = ("accelerate", "transformers")
# Which of ours each is measured against. nanoGPT has the exact GELU and not
# GPT-2's approximation, which takes a CPU longer.
PEERS = {
    "Hugging Face": "ours",
    "Hugging Face, Trainer": "ours",
    "Hugging Face, compiled": "ours, compiled",
    "Hugging Face, plain AdamW": "ours",
    "Hugging Face, fused GELU": "ours",
    "nanoGPT": "ours, exact GELU",
}


def rate(step: int) -> float:
    return warmup_cosine(step, peak=1e-3, warmup_steps=100, total_steps=2000)


def ours(
    tokens: np.ndarray,
    *,
    exact_gelu: bool = False,
    bare: bool = False,
    compiled: bool = False,
) -> Iterator[object]:
    model: nn.Module = GPT2(
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
    if bare:
        model = BareGPT2(model)
    loss = next_token_loss
    if compiled:  # what the training command does when asked to
        model.compile()
        loss = torch.compile(next_token_loss)
    return train(
        model,
        Windows(tokens, block=BLOCK, batch_size=BATCH),
        torch.optim.AdamW(
            decay_groups(model, weight_decay=0.1), betas=BETAS, fused=True
        ),
        steps=10**9,
        schedule=rate,
        loss=loss,
    )


def their_model(activation: str = "gelu_new") -> GPT2LMHeadModel:
    return GPT2LMHeadModel(
        TheirConfig(
            vocab_size=VOCAB,
            n_layer=LAYERS,
            n_embd=WIDTH,
            n_head=HEADS,
            n_positions=BLOCK,
            activation_function=activation,
            resid_pdrop=0.0,
            embd_pdrop=0.0,
            attn_pdrop=0.0,
            bos_token_id=0,
            eos_token_id=0,
        )
    )


def hugging_face(
    tokens: np.ndarray,
    *,
    fused: bool = True,
    activation: str = "gelu_new",
    compiled: bool = False,
) -> Iterator[object]:
    """Their model, their loss, and the loop of PyTorch's tutorials."""
    model = their_model(activation)
    if compiled:
        model.compile()
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


def trainer(tokens: np.ndarray) -> Iterator[object]:
    """Their model in their own loop, which waits after each step.

    It calls back, and cannot be asked for one step: so it runs in a thread,
    and only one of the two threads runs at a time.
    """
    go, done = threading.Semaphore(0), threading.Semaphore(0)

    class Wait(TrainerCallback):
        def on_step_end(self, *_: object, **__: object) -> None:
            done.release()
            go.acquire()

    windows = [
        {"input_ids": row, "labels": row}
        for row in torch.from_numpy(tokens.astype(np.int64)).split(BLOCK)[:-1]
    ]

    def run() -> None:
        torch.set_num_threads(1)  # a setting of each thread
        go.acquire()
        Trainer(
            model=their_model(),
            args=TrainingArguments(
                output_dir=tempfile.gettempdir(),
                max_steps=10**6,
                per_device_train_batch_size=BATCH,
                learning_rate=1e-3,
                lr_scheduler_type="cosine",
                warmup_steps=100,
                weight_decay=0.1,
                adam_beta1=BETAS[0],
                adam_beta2=BETAS[1],
                use_cpu=True,
                report_to="none",
                save_strategy="no",
                logging_strategy="no",
                disable_tqdm=True,
            ),
            train_dataset=windows,
            callbacks=[Wait()],
        ).train()

    threading.Thread(target=run, daemon=True).start()
    while True:
        go.release()
        done.acquire()
        yield None


def nanogpts(tokens: np.ndarray) -> Iterator[object]:
    """Their model, optimizer, way to cut batches, and loop, on a CPU."""
    from model import GPT, GPTConfig

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


def products_only() -> Iterator[object]:
    """The floor: what a step multiplies, forward and backward."""
    n = BATCH * BLOCK
    shapes = [(WIDTH, 3 * WIDTH), (WIDTH, WIDTH)]
    shapes += [(WIDTH, 4 * WIDTH), (4 * WIDTH, WIDTH)]
    layers = [*(shapes * LAYERS), (WIDTH, VOCAB)]
    products = [
        (torch.randn(n, i), torch.randn(o, i), torch.randn(n, o))
        for i, o in layers
    ]
    heads = torch.randn(3, BATCH, HEADS, BLOCK, WIDTH // HEADS)
    query, key, value = heads.requires_grad_().unbind()
    while True:
        for x, weight, gradient in products:
            F.linear(x, weight)
            gradient @ weight
            gradient.T @ x
        for _ in range(LAYERS):
            found = F.scaled_dot_product_attention(
                query, key, value, is_causal=True
            )
            found.backward(value, retain_graph=True)
        yield None


def some_steps(loop: Iterator[object]) -> None:
    for _ in islice(loop, STEPS):
        pass


def measure(
    *, quick: bool = False, nanogpt: Path | None = None
) -> dict[str, Any]:
    """Seconds by turns and ratios."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "tokens.npy"
        write_tokens(path, [moby_dick().encode()], vocab_size=VOCAB)
        tokens = read_tokens(path)
        loops = {
            "ours": ours(tokens),
            "ours, exact GELU": ours(tokens, exact_gelu=True),
            "ours, bare": ours(tokens, bare=True),
            "ours, compiled": ours(tokens, compiled=True),
            "Hugging Face": hugging_face(tokens),
            "Hugging Face, Trainer": trainer(tokens),
            "Hugging Face, compiled": hugging_face(tokens, compiled=True),
            "Hugging Face, plain AdamW": hugging_face(tokens, fused=False),
            "Hugging Face, fused GELU": hugging_face(
                tokens, activation="gelu_pytorch_tanh"
            ),
            "products alone": products_only(),
        }
        if nanogpt is not None:
            sys.path.insert(0, str(nanogpt))
            loops["nanoGPT"] = nanogpts(tokens)
        seconds = turns(
            {name: partial(some_steps, loop) for name, loop in loops.items()},
            rounds=3 if quick else 60,
            clock=time.process_time,
        )
    tokens_a_turn = STEPS * BATCH * BLOCK
    return {
        "sizes": {
            "layers": LAYERS, "heads": HEADS, "width": WIDTH, "block": BLOCK,
            "batch": BATCH, "vocabulary": VOCAB,
        },
        "rounds": len(seconds["ours"]),
        "tokens_per_second": {
            name: tokens_a_turn / statistics.median(times)
            for name, times in seconds.items()
        },
        "times_their_speed": {
            peer: ratio(seconds, slow=peer, fast=mine)
            for peer, mine in PEERS.items()
            if peer in seconds
        },
        # Beside theirs as it comes. Products alone: the most that anybody
        # could be ahead who needs no time for the rest.
        "times_their_speed_as_it_comes": {
            mine: ratio(seconds, slow="Hugging Face", fast=mine)
            for mine in ("ours, bare", "ours, compiled", "products alone")
        },
    }  # fmt: skip
