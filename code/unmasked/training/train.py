"""Train a small language model, on one processor or many.

    python -m unmasked.training.train --help
    python -m unmasked.training.train --model llama --text state-of-the-union
    torchrun --nproc-per-node=2 -m unmasked.training.train --parallel sharded

Stop it with Ctrl-C: it finishes the step and writes a checkpoint. The same
command goes on from there, also after a kill, with the same losses as if it
had never stopped. (Where no two runs are alike to the last digit, as with
`--compile` on a GPU, neither is this one.)

Lesson: docs/language-models/pre-training.md
"""

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from functools import partial
from itertools import islice

import torch
from torch import nn

from unmasked.models.gpt2 import GPT2, GPT2Config
from unmasked.models.llama import Llama, LlamaConfig
from unmasked.training.adamw import decay_groups
from unmasked.training.batches import Windows
from unmasked.training.checkpoint import (
    latest_checkpoint,
    load_checkpoint,
    save_checkpoint,
)
from unmasked.training.corpus import load_corpus, prepare, token_bytes
from unmasked.training.evaluation import evaluate
from unmasked.training.interrupt import delayed_interrupt
from unmasked.training.loop import next_token_loss, train
from unmasked.training.options import check_same, parse
from unmasked.training.parallel import (
    World,
    data_parallel,
    first_process_first,
    fully_sharded,
    gather_objects,
    processes,
)
from unmasked.training.recompute import recompute
from unmasked.training.run_lock import only_run
from unmasked.training.run_log import RunLog
from unmasked.training.schedules import warmup_cosine, warmup_stable_decay


def make_model(options: Namespace, *, vocab_size: int) -> GPT2 | Llama:
    """The model of the size that the options ask for, with new weights.

    Example:
        >>> from unmasked.training.options import parse
        >>> options = parse(["--model", "llama", "--layers", "2"])
        >>> len(make_model(options, vocab_size=256).blocks)
        2
    """
    if options.model == "gpt2":
        return GPT2(
            GPT2Config(
                vocab_size=vocab_size,
                n_layers=options.layers,
                d_model=options.width,
                n_heads=options.heads,
                max_length=options.context,
                dropout=options.dropout,
            )
        )
    return Llama(
        LlamaConfig(
            vocab_size=vocab_size,
            n_layers=options.layers,
            d_model=options.width,
            n_heads=options.heads,
            n_kv_heads=options.kv_heads,
            # Three matrices of 8/3 the width weigh as much as two of 4 times.
            d_ff=8 * options.width // 3,
            max_length=options.context,
            tied=True,
        )
    )


def make_schedule(options: Namespace) -> Callable[[int], float]:
    """The learning rate of each step that the options ask for."""
    sizes = {
        "peak": options.rate,
        "warmup_steps": min(options.warmup, options.steps),
        "total_steps": options.steps,
    }
    if options.schedule == "cosine":
        return partial(warmup_cosine, **sizes, floor=options.rate / 10)
    last_fifth = min(options.steps // 5, options.steps - sizes["warmup_steps"])
    return partial(warmup_stable_decay, **sizes, decay_steps=last_fifth)


def spread(model: GPT2 | Llama, options: Namespace) -> nn.Module:
    """Let several processes train one model."""
    if options.parallel == "data":
        return data_parallel(model)
    return fully_sharded(model, model.blocks)


def share_of_batch(options: Namespace, world: World) -> int:
    """How many windows each process computes at a time.

    Raises:
        ValueError: if the batch cannot be divided among the processes.
    """
    parts = world.size * options.micro_batches
    if options.batch_size % parts:
        raise ValueError(
            f"--batch-size {options.batch_size} cannot be divided into "
            f"{options.micro_batches} micro-batches for each of {world.size} "
            "processes"
        )
    return options.batch_size // parts


def check_device(device: torch.device) -> None:
    """Refuse a device that this machine does not have.

    Raises:
        ValueError: with PyTorch's reason.
    """
    try:
        torch.empty(0, device=device)
    except (AssertionError, RuntimeError) as error:  # PyTorch has both
        why = str(error).partition("\n")[0]
        raise ValueError(f"--device {device} is not usable: {why}") from None


def run(options: Namespace, world: World) -> int:
    """Train, or go on training; return what the program exits with."""
    rows = share_of_batch(options, world)
    check_device(world.device)
    with ExitStack() as held:
        with first_process_first():
            if world.rank == 0:
                held.enter_context(only_run(options.out))
            begun = latest_checkpoint(options.out) is not None
            check_same(options, begun=begun)
            prepare(options.out, options.text, vocab_size=options.vocab_size)
        return go_on(options, world, rows=rows)


def go_on(options: Namespace, world: World, *, rows: int) -> int:
    """Train from the last checkpoint, or from the start."""
    corpus = load_corpus(options.out)
    windows, kept = (
        Windows(
            tokens,
            block=options.context,
            batch_size=rows,
            seed=options.seed,
            rank=world.rank,
            world_size=world.size,
            device=world.device,
        )
        for tokens in (corpus.train, corpus.valid)
    )
    torch.manual_seed(options.seed)
    bare = make_model(options, vocab_size=corpus.tokenizer.vocab_size)
    bare.to(world.device)
    if options.recompute:
        recompute(bare.blocks)
    loss = next_token_loss
    if options.compile:
        bare.compile()
        # With the loss: its probabilities are as large as the logits.
        loss = torch.compile(next_token_loss)
    n_weights = sum(weight.numel() for weight in bare.parameters())
    model = bare if world.size == 1 else spread(bare, options)
    optimizer = torch.optim.AdamW(
        decay_groups(bare, weight_decay=options.weight_decay),
        betas=(0.9, options.beta2),
        fused=True,
    )
    # From here on each process draws its own numbers, for dropout.
    torch.manual_seed(options.seed + world.rank)
    last = 0
    if checkpoint := latest_checkpoint(options.out):
        saved = load_checkpoint(checkpoint, model=model, optimizer=optimizer)
        last = saved["step"]
        # Counted in steps, the place is right for any number of processes.
        windows.position = last * options.micro_batches
    steps = train(
        model,
        windows,
        optimizer,
        steps=options.steps,
        schedule=make_schedule(options),
        loss=loss,
        micro_batches=options.micro_batches,
        max_norm=options.max_norm,
        autocast=torch.bfloat16 if options.precision == "bfloat16" else None,
        first=last + 1,
    )
    lines = partial(
        RunLog, options.out / "losses.jsonl", step=last, silent=world.rank > 0
    )
    with delayed_interrupt() as interrupt, closing(lines()) as log:
        log.say(
            f"{n_weights:,} weights, {len(corpus.train):,} tokens, on "
            f"{world.size} × {world.device.type}, "
            + (
                f"step {last + 1} to {options.steps}"
                if last < options.steps
                else f"all {options.steps} steps are done"
            )
        )
        for step in steps:
            log.write(step=step.number, loss=step.loss)
            done = step.number == step.of
            if done or step.number % options.print_every == 0:
                log.say(step)
            if done or step.number % options.evaluate_every == 0:
                kept.position = 0
                n_batches = options.evaluate_batches * options.micro_batches
                result = evaluate(
                    model,
                    islice(kept, n_batches),
                    token_bytes=token_bytes(corpus.tokenizer),
                )
                log.say(result)
                log.write(
                    step=step.number,
                    valid_loss=result.loss,
                    bits_per_byte=result.bits_per_byte,
                )
            stop = max(gather_objects(interrupt.signal))
            if done or stop or step.number % options.save_every == 0:
                save_checkpoint(
                    options.out,
                    model=model,
                    optimizer=optimizer,
                    step=step.number,
                    position=windows.position,
                )
            if stop:
                log.say(f"stopped after step {step.number}: start it again")
                return 128 + stop
        log.say(
            "let it write: python -m unmasked.training.write --out "
            f"{options.out}"
        )
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; errors in what was asked are told in one line."""
    options = parse(arguments)
    device = options.device
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        with processes(device) as world:
            return run(options, world)
    except (ValueError, OSError, FloatingPointError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
