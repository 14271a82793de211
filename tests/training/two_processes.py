"""What `test_parallel` runs, in its own process and in two of torchrun's."""

import json
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from unmasked.training.batches import Batch, Windows
from unmasked.training.checkpoint import (
    latest_checkpoint,
    load_checkpoint,
    save_checkpoint,
)
from unmasked.training.clipping import clip_gradients
from unmasked.training.loop import train
from unmasked.training.parallel import (
    World,
    data_parallel,
    first_process_first,
    fully_sharded,
    gather_objects,
    processes,
)


def summed_loss(model: nn.Module, batch: Batch) -> Tensor:
    logits = model(batch.inputs).flatten(0, 1)
    return F.cross_entropy(logits, batch.targets.flatten(), reduction="sum")


def steps(
    folder: Path, how: str, world: World, *, first: int = 1, last: int = 4
) -> list[list[float]]:
    """Train a small model, going on from a checkpoint; leave another."""
    torch.manual_seed(0)
    model: nn.Module = nn.Sequential(
        nn.Embedding(16, 8),
        nn.Sequential(nn.Linear(8, 9), nn.Tanh()),
        nn.Linear(9, 16),
    )
    if how == "data":
        model = data_parallel(model)
    elif how == "sharded":
        fully_sharded(model, [model[1]])
    optimizer = torch.optim.AdamW(model.parameters())
    windows = Windows(
        np.random.default_rng(0).integers(16, size=500),
        block=8,
        batch_size=2,
        separator=3,  # nothing is predicted from it: shares count unevenly
        rank=world.rank,
        world_size=world.size,
    )
    if first > 1:
        path = latest_checkpoint(folder)
        saved = load_checkpoint(path, model=model, optimizer=optimizer)
        windows.position = saved["position"] // world.size
    taken = [
        [step.loss, step.gradient_norm, step.tokens]
        for step in train(
            model,
            windows,
            optimizer,
            steps=last,
            first=first,
            loss=summed_loss,
            schedule=lambda _: 0.1,
            micro_batches=4 // world.size,
            max_norm=0.5,
        )
    ]
    save_checkpoint(
        folder,
        model=model,
        optimizer=optimizer,
        step=last,
        position=windows.position * world.size,
    )
    return taken


def told_of_a_bad_gradient(world: World) -> str:
    """What a process says whose own part of the gradient may be all right."""
    model = fully_sharded(nn.Sequential(nn.Linear(4, 4)), [])
    model(torch.ones(1, 4)).sum().backward()
    if world.rank == 1:
        model[0].weight.grad.to_local().fill_(torch.nan)
    try:
        clip_gradients(model, max_norm=1.0)
    except FloatingPointError as error:
        return str(error)
    return "nothing"


def told_of_a_problem(world: World) -> str:
    """What each process says when the first one cannot do its part."""
    try:
        with first_process_first():
            if world.rank == 0:
                raise OSError("no room")
    except (OSError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return "nothing"


def main(folder: Path) -> None:
    with processes("cpu") as world:
        results = {
            "data": steps(folder / "data", "data", world),
            "sharded": steps(folder / "sharded", "sharded", world),
            "half": steps(folder / "half", "sharded", world, last=2),
            "rest": steps(folder / "begun", "sharded", world, first=3),
            "told": gather_objects(told_of_a_bad_gradient(world)),
            "stopped": gather_objects(told_of_a_problem(world)),
        }
        if world.rank == 0:
            (folder / "results.json").write_text(json.dumps(results))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
