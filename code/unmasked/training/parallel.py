"""One script for one process or many: data parallel and fully sharded.

`torchrun` starts the processes and tells each its number. Every process holds
its own share of the batch, and the gradients are *summed* over all of them:
the loss is divided by the number of tokens in all shares (see `loop`), so that
several processes take the same steps as one.

Source: data parallel: Li et al. 2020, https://arxiv.org/abs/2006.15704; fully
sharded: Zhao et al. 2023, https://arxiv.org/abs/2304.11277
Lesson: docs/language-models/training-at-scale.md
"""

import contextlib
import gc
import os
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import FSDPModule, fully_shard
from torch.nn.parallel import DistributedDataParallel


class World(NamedTuple):
    """Which process this is, of how many, and where it computes."""

    rank: int
    size: int
    device: torch.device


@contextlib.contextmanager
def processes(device: str) -> Iterator[World]:
    """Join the processes that `torchrun` started; alone, do nothing.

    Args:
        device: the kind, "cpu" or "cuda". Each process of a machine takes a
            GPU of its own.

    Raises:
        ValueError: if a machine has fewer GPUs than processes.

    Example:
        >>> with processes("cpu") as world:
        ...     world.rank, world.size
        (0, 1)
    """
    size = int(os.environ.get("WORLD_SIZE", "1"))
    place = torch.device(device)
    if size == 1:
        yield World(0, 1, place)
        return
    local = int(os.environ["LOCAL_RANK"])
    if place.type == "cuda":
        if local >= torch.cuda.device_count():
            raise ValueError(
                f"process {local} of this machine has no GPU: there are "
                f"{torch.cuda.device_count()}"
            )
        place = torch.device("cuda", local)
        torch.cuda.set_device(place)
    dist.init_process_group(backend="nccl" if place.type == "cuda" else "gloo")
    try:
        yield World(dist.get_rank(), dist.get_world_size(), place)
    finally:
        # What still holds the group, such as a split model, keeps its threads
        # running, and Python cannot shut down safely under them.
        gc.collect()
        dist.destroy_process_group()


# --8<-- [start:data_parallel]
def data_parallel(model: nn.Module) -> DistributedDataParallel:
    """Give each process a whole copy; add up the gradients.

    Costs nothing but time: each process holds all weights, gradients and the
    optimizer's state. The sum over processes runs while the backward pass is
    still busy with earlier layers.

    Raises:
        RuntimeError: if there is only this process.
    """
    _check_many("data_parallel")
    wrapped = DistributedDataParallel(model)

    def add(_: object, bucket: dist.GradBucket) -> torch.futures.Future[Tensor]:
        # By default the gradients are averaged. Ours already carry 1/tokens.
        work = dist.all_reduce(bucket.buffer(), async_op=True)
        return work.get_future().then(lambda done: done.value()[0])

    wrapped.register_comm_hook(None, add)
    return wrapped


# --8<-- [end:data_parallel]


# --8<-- [start:fully_sharded]
def fully_sharded(model: nn.Module, blocks: Iterable[nn.Module]) -> nn.Module:
    """Split weights, gradients and optimizer state over the processes.

    Each process keeps 1/N of every weight. A block is put together when its
    turn comes and split again after. Changes the model in place. Make the
    optimizer after this, from the split weights.

    Args:
        model: the whole, equal in every process.
        blocks: the parts to gather one at a time.

    Raises:
        RuntimeError: if there is only this process.
    """
    _check_many("fully_sharded")
    # Without it, the weights go to a GPU if there is one, wherever they were.
    device = next(model.parameters()).device.type
    mesh = init_device_mesh(device, (dist.get_world_size(),))
    for part in (*blocks, model):
        sharded = fully_shard(part, mesh=mesh)
        sharded.set_gradient_divide_factor(1.0)
        sharded.set_force_sum_reduction_for_comms(True)
    return model


# --8<-- [end:fully_sharded]


def unwrap(model: nn.Module) -> nn.Module:
    """The model itself, whose weights have their own names.

    Example:
        >>> model = nn.Linear(1, 1)
        >>> unwrap(model) is model
        True
    """
    if isinstance(model, DistributedDataParallel):
        return unwrap(model.module)
    return model


@contextlib.contextmanager
def reduce_gradients(model: nn.Module, *, now: bool) -> Iterator[None]:
    """Say whether this backward pass adds the gradients over processes.

    With several micro-batches a step, only the last one needs to.
    """
    if isinstance(model, FSDPModule):
        model.set_requires_gradient_sync(now)
        yield
    elif isinstance(model, DistributedDataParallel) and not now:
        with model.no_sync():
            yield
    else:
        yield


def process_number() -> int:
    """Which of the processes this is; 0 if it is alone.

    Example:
        >>> process_number()
        0
    """
    return dist.get_rank() if dist.is_initialized() else 0


@contextlib.contextmanager
def first_process_first() -> Iterator[None]:
    """Let the first process do something before the others do it.

    What it wrote to the disk, the others find. What it could not do, they
    are told, and all stop with the same words.

    Raises:
        ValueError: in the others, if the first one raised it or `OSError`.

    Example:
        >>> with first_process_first():
        ...     print("prepare the data, unless it is there")
        prepare the data, unless it is there
    """
    problem = None
    if process_number() > 0 and (problem := gather_objects(None)[0]):
        raise ValueError(f"in the first process: {problem}")
    try:
        yield
    except (ValueError, OSError) as error:
        problem = str(error)
        raise
    finally:
        if process_number() == 0:
            gather_objects(problem)


def sum_over_processes(value: Tensor) -> Tensor:
    """Add up a tensor over all processes, in place; alone, leave it."""
    if dist.is_initialized():
        dist.all_reduce(value)
    return value


def gather_objects(value: Any) -> list[Any]:
    """What every process holds, in the order of their ranks.

    Example:
        >>> gather_objects("alone")
        ['alone']
    """
    if not dist.is_initialized():
        return [value]
    values: list[Any] = [None] * dist.get_world_size()
    dist.all_gather_object(values, value)
    return values


def _check_many(name: str) -> None:
    if not dist.is_initialized():
        raise RuntimeError(
            f"{name} needs several processes: start the script with torchrun"
        )
