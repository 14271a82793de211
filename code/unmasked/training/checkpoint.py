"""Checkpoints: stop at any moment, go on as if nothing had happened.

A checkpoint is a folder of plain files. Nothing in it is pickled, so loading
one can run no code:

    step-00000100/
        model.safetensors       the weights, under their names
        optimizer.safetensors   what the optimizer holds for each weight
        rest.json               step, place in the data, settings, generators

The folder appears under its name when all is on the disk, and only then is
the one before it removed. A kill or a full disk leaves that one as it was.

Lesson: docs/language-models/pre-training.md
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.optim import Optimizer

from unmasked.training.optimizer_state import (
    optimizer_state,
    read_optimizer_state,
)
from unmasked.training.parallel import gather_objects, process_number, unwrap
from unmasked.training.weights import (
    check_tensors,
    load_weights,
    named_tensors,
    open_tensors,
    whole,
)

MODEL, OPTIMIZER = "model.safetensors", "optimizer.safetensors"
REST = "rest.json"
IN_REST = (
    "step", "position", "settings", "generators",
    "optimizer", "groups", "shapes", "numbers",
)  # fmt: skip


def latest_checkpoint(folder: Path) -> Path | None:
    """The newest complete checkpoint of a run, if it has one.

    Example:
        >>> latest_checkpoint(Path("no/such/run")) is None
        True
    """
    return max(folder.glob("step-" + "[0-9]" * 8), default=None)


# --8<-- [start:save_checkpoint]
def save_checkpoint(
    folder: Path,
    *,
    model: nn.Module,
    optimizer: Optimizer,
    step: int,
    position: int,
    settings: dict[str, Any] | None = None,
) -> Path:
    """Write all that is needed to go on; return the checkpoint's folder.

    A step that is saved already is not written again. Under several processes
    every process must call it; the first one writes.

    Args:
        folder: where the run keeps its checkpoint.
        model: what is trained, wrapped for several processes or not.
        optimizer: with what it holds for each weight.
        step: the number of the last update.
        position: how many batches the data has given.
        settings: more to be kept, anything that JSON can hold.

    Raises:
        OSError: if it cannot be written, as on a full disk. What was begun
            is removed, and the checkpoint before stays.
    """
    target = folder / f"step-{step:08d}"
    if target.exists():
        return target
    # Putting split tensors together takes all processes, one tensor at a time.
    weights = _on_first(named_tensors(unwrap(model)))
    tensors, rest = optimizer_state(unwrap(model), optimizer)
    tensors = _on_first(tensors)
    rest |= {"step": step, "position": position, "settings": settings or {}}
    rest["generators"] = gather_objects(_generators())
    problem = None
    if process_number() == 0:
        try:
            _write(target, {MODEL: weights, OPTIMIZER: tensors}, rest)
        except (OSError, SafetensorError) as error:
            problem = str(error)
    # Nobody goes on before it is written, and all fail together.
    problem = gather_objects(problem)[0]
    if problem is not None:
        raise OSError(
            f"the checkpoint of step {step} could not be written to {folder}: "
            f"{problem}. The one before it, if any, is untouched."
        )
    return target


# --8<-- [end:save_checkpoint]


# --8<-- [start:load_checkpoint]
def load_checkpoint(
    path: Path, *, model: nn.Module, optimizer: Optimizer
) -> dict[str, Any]:
    """Put a checkpoint back into a model and its optimizer.

    The random generators go back to where they were too, if there are as many
    processes as there were. For the weights alone, see
    `unmasked.training.weights.load_weights`.

    Args:
        path: a folder that `save_checkpoint` returned.
        model: made with the same sizes.
        optimizer: made for the same weights, in the same order.

    Returns:
        `step`, `position` and `settings`, as they were saved.

    Raises:
        FileNotFoundError: if a file of the checkpoint is missing.
        ValueError: if a file is truncated or foreign, it was made by another
            kind of optimizer, or tensors are missing, unexpected or of
            another shape. All of them are named.
    """
    rest = _read_rest(path / REST)
    # First, so that a model of other layers is told which tensors differ.
    _check_weights(path / MODEL, unwrap(model))
    state = read_optimizer_state(
        path / OPTIMIZER, unwrap(model), optimizer, rest
    )
    load_weights(path / MODEL, unwrap(model))
    optimizer.load_state_dict(state)
    if len(rest["generators"]) == len(gather_objects(None)):
        _restore_generators(rest["generators"][process_number()])
    return {name: rest[name] for name in ("step", "position", "settings")}


# --8<-- [end:load_checkpoint]


def _check_weights(path: Path, model: nn.Module) -> None:
    expected = {n: tuple(w.shape) for n, w in named_tensors(model).items()}
    with open_tensors(path) as file:
        check_tensors(path, file, expected)


def _on_first(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    gathered = {}
    for name, tensor in tensors.items():
        put_together = whole(tensor)
        if process_number() == 0:
            gathered[name] = put_together
    return gathered


def _write(
    target: Path, files: dict[str, dict[str, Tensor]], rest: dict[str, Any]
) -> None:
    for abandoned in target.parent.glob("*.unfinished"):
        shutil.rmtree(abandoned)
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        unfinished.mkdir(parents=True)
        for name, tensors in files.items():
            save_file(tensors, unfinished / name)
        (unfinished / REST).write_text(json.dumps(rest), encoding="utf-8")
        for path in unfinished.iterdir():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    for older in target.parent.glob("step-" + "[0-9]" * 8):
        if older != target:
            shutil.rmtree(older)


def _generators() -> dict[str, str]:
    """The state of each random generator that a model may draw from."""
    states = {"cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        states["cuda"] = torch.cuda.get_rng_state()
    return {
        name: state.numpy().tobytes().hex() for name, state in states.items()
    }


def _restore_generators(states: dict[str, str]) -> None:
    def state(name: str) -> Tensor:
        return torch.frombuffer(
            bytearray.fromhex(states[name]), dtype=torch.uint8
        )

    torch.set_rng_state(state("cpu"))
    if "cuda" in states and torch.cuda.is_available():
        torch.cuda.set_rng_state(state("cuda"))


def _read_rest(path: Path) -> dict[str, Any]:
    try:
        rest = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise FileNotFoundError(f"there is no file {path}") from None
    except ValueError as error:
        raise ValueError(f"{path} is damaged: {error}") from None
    held = rest.keys() if isinstance(rest, dict) else ()
    if missing := [name for name in IN_REST if name not in held]:
        raise ValueError(f"{path} is damaged: it lacks {', '.join(missing)}")
    return rest
