"""The settings of the training command, and what `--help` says of them.

Lesson: docs/language-models/pre-training.md
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import torch

from unmasked.tokenizers._files import read_json, save_text

# What may change when a run goes on: how it is computed, not what.
FREE = {
    "out", "device", "compile", "recompute", "parallel", "micro_batches",
    "print_every", "evaluate_every", "evaluate_batches", "save_every",
}  # fmt: skip

# What the text became depends on these alone.
DATA = ("text", "vocab_size")

AT_LEAST = {
    "context": 1, "steps": 1, "batch_size": 1, "micro_batches": 1,
    "warmup": 0, "weight_decay": 0, "seed": 0, "print_every": 1,
    "evaluate_every": 1, "evaluate_batches": 1, "save_every": 1,
}  # fmt: skip


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the settings from the command line.

    Example:
        >>> parse(["--layers", "2"]).layers
        2
    """
    parser = argparse.ArgumentParser(
        prog="python -m unmasked.training.train",
        description="Train a small language model on a text. Start it again "
        "with the same settings to go on from the last checkpoint. On several "
        "GPUs: torchrun --nproc-per-node=8 -m unmasked.training.train …",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("--out", type=Path, default=Path("runs/first"), help="folder of the "
        "run: tokens, losses, checkpoint")  # fmt: skip

    add = parser.add_argument_group("data").add_argument
    add("--text", default="moby-dick", help="moby-dick, state-of-the-union, "
        "or the path of a text file")  # fmt: skip
    add("--vocab-size", type=int, default=1024, help="tokens to learn; 256 "
        "is one for each byte")  # fmt: skip

    add = parser.add_argument_group("model").add_argument
    add("--model", choices=["gpt2", "llama"], default="gpt2", help="family")
    add("--layers", type=int, default=4, help="number of layers")
    add("--heads", type=int, default=4, help="number of attention heads")
    add("--kv-heads", type=int, default=2, help="number of key/value heads "
        "(llama)")  # fmt: skip
    add("--width", type=int, default=128, help="width of the residual stream")
    add("--context", type=int, default=64, help="tokens the model sees")
    add("--dropout", type=float, default=0.0, help="probability of dropping "
        "a number (gpt2)")  # fmt: skip

    add = parser.add_argument_group("training").add_argument
    add("--steps", type=int, default=2000, help="number of updates")
    add("--batch-size", type=int, default=12, help="windows in an update, "
        "over all processes")  # fmt: skip
    add("--micro-batches", type=int, default=1, help="parts in which each "
        "process computes its share, to save memory")  # fmt: skip
    add("--rate", type=float, default=1e-3, help="highest learning rate")
    add("--schedule", choices=["cosine", "stable"], default="cosine",
        help="how the rate falls: along a cosine to a tenth, or in a line to "
        "zero over the last fifth")  # fmt: skip
    add("--warmup", type=int, default=100, help="steps over which it rises")
    add("--weight-decay", type=float, default=0.1, help="of the matrices")
    add("--beta2", type=float, default=0.99, help="how much the mean of the "
        "squared gradients keeps of its past")  # fmt: skip
    add("--max-norm", type=float, default=1.0, help="longest gradient that "
        "is used as it is")  # fmt: skip
    add("--seed", type=int, default=0, help="decides weights and order")

    add = parser.add_argument_group("machine").add_argument
    add("--device", default="auto", help="cpu, cuda or mps; auto takes a GPU "
        "if there is one")  # fmt: skip
    add(
        "--precision",
        choices=["float32", "bfloat16"],
        default="float32",
        help="what matrices are multiplied in; weights stay float32",
    )
    add("--compile", action="store_true", help="compile the model first")
    add("--recompute", action="store_true", help="forget activations and "
        "compute them again, to save memory")  # fmt: skip
    add(
        "--parallel",
        choices=["data", "sharded"],
        default="data",
        help="under torchrun: each process holds all weights, or its share",
    )

    add = parser.add_argument_group("reports").add_argument
    add("--print-every", type=int, default=50, help="steps between reports")
    add("--evaluate-every", type=int, default=500, help="steps between "
        "measurements on the text kept for it")  # fmt: skip
    add("--evaluate-batches", type=int, default=50, help="batches of each")
    add("--save-every", type=int, default=500, help="steps between "
        "checkpoints")  # fmt: skip
    options = parser.parse_args(arguments)
    if problem := _problem(options):
        parser.error(problem)
    return options


def _problem(options: argparse.Namespace) -> str | None:
    """What no run could work with, so that nothing is begun with it."""
    for name, least in AT_LEAST.items():
        if not (value := getattr(options, name)) >= least:
            return f"{_flag(name)} must be at least {least}, not {value}"
    for name in ("rate", "max_norm"):
        if not (value := getattr(options, name)) > 0:
            return f"{_flag(name)} must be above 0, not {value}"
    if not 0 <= options.beta2 < 1:
        return f"--beta2 must be at least 0 and below 1, not {options.beta2}"
    if options.device != "auto":
        try:
            torch.device(options.device)
        except RuntimeError:
            return f"--device {options.device}: give cpu, cuda, mps or auto"
    return None


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def check_same(options: argparse.Namespace, *, begun: bool) -> None:
    """Write the settings into a new run; hold a begun one to its own.

    A run without a checkpoint has nothing to go on from: other settings take
    the place of its own, and its tokens are made anew if they must be.

    Args:
        options: the settings.
        begun: whether the run has a checkpoint.

    Raises:
        ValueError: with each setting that differs from those the run in this
            folder was started with; or if what it was started with cannot be
            read.
    """
    path = options.out / "settings.json"
    now = {name: v for name, v in vars(options).items() if name not in FREE}
    before = _read(path) if path.exists() else {}
    changed = [name for name, value in now.items() if before.get(name) != value]
    if not changed:
        return
    if begun and before:
        raise ValueError(
            f"the run in {options.out} has other settings: "
            + "; ".join(
                f"{_flag(name)} was {before.get(name)}, is {now[name]}"
                for name in changed
            )
            + ". Use them again, or another --out."
        )
    options.out.mkdir(parents=True, exist_ok=True)
    if set(DATA) & set(changed):
        (options.out / "tokens.npy").unlink(missing_ok=True)
    save_text(path, json.dumps(now, indent=1))


def _read(path: Path) -> dict[str, object]:
    settings = read_json(path)
    if not isinstance(settings, dict):
        raise ValueError(f"{path} holds no settings: use another --out")
    return settings
