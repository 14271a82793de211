"""Weights in a safetensors file: saved whole, checked before they are loaded.

Source: the file format, https://github.com/huggingface/safetensors
Lesson: docs/language-models/pre-training.md
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn
from torch.distributed.tensor import DTensor, distribute_tensor


def named_tensors(model: nn.Module) -> dict[str, Tensor]:
    """The weights and buffers that are saved, each once.

    A weight that has several names, such as a tied head, keeps the first.

    Example:
        >>> embedding, head = nn.Embedding(5, 2), nn.Linear(2, 5, bias=False)
        >>> head.weight = embedding.weight
        >>> list(named_tensors(nn.Sequential(embedding, head)))
        ['0.weight']
    """
    seen: dict[int, str] = {}
    tensors = model.state_dict(keep_vars=True)
    for name, tensor in tensors.items():
        seen.setdefault(id(tensor), name)
    return {name: tensors[name].detach() for name in seen.values()}


@contextmanager
def open_tensors(path: Path) -> Iterator[Any]:
    """Open a safetensors file, of which nothing is read yet.

    Raises:
        FileNotFoundError: if there is none.
        ValueError: if it is truncated or something else.
    """
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}")
    try:
        file = safe_open(path, framework="pt")
    except SafetensorError as error:
        raise ValueError(
            f"{path} is truncated or no safetensors file: {error}"
        ) from None
    with file as tensors:
        yield tensors


def check_tensors(
    path: Path, found: Any, expected: Mapping[str, tuple[int, ...]]
) -> None:
    """Refuse an opened file whose tensors are not those that are expected.

    Raises:
        ValueError: with every missing, unexpected and misshaped tensor.
    """
    names = found.keys()
    shapes = {n: tuple(found.get_slice(n).get_shape()) for n in names}
    problems = [f"missing: {n}" for n in expected if n not in shapes]
    problems += [f"unexpected: {n}" for n in shapes if n not in expected]
    problems += [
        f"{name} has shape {shapes[name]}, the model needs {shape}"
        for name, shape in expected.items()
        if name in shapes and shapes[name] != shape
    ]
    if problems:
        raise ValueError(
            f"{path} does not fit the model:\n  " + "\n  ".join(problems)
        )


# --8<-- [start:load_weights]
@torch.no_grad()
def load_weights(path: Path, model: nn.Module) -> None:
    """Copy the tensors of a file into the weights of a model, one at a time.

    There is never a second copy of the model. Each tensor takes the type and
    the device of the weight it goes into.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it is truncated or foreign, or its tensors do not fit.
            All that do not are named, and no weight is changed.
    """
    weights = named_tensors(model)
    with open_tensors(path) as file:
        expected = {name: tuple(w.shape) for name, w in weights.items()}
        check_tensors(path, file, expected)
        for name, weight in weights.items():
            weight.copy_(like(weight, file.get_tensor(name)))


# --8<-- [end:load_weights]


def whole(tensor: Tensor) -> Tensor:
    """A tensor as it is written: put together, in order, on the CPU.

    Example:
        >>> whole(torch.ones(2, 3).T).is_contiguous()
        True
    """
    if isinstance(tensor, DTensor):
        tensor = tensor.full_tensor()
    return tensor.detach().cpu().contiguous()


def like(weight: Tensor, tensor: Tensor) -> Tensor:
    """Split a whole tensor over the processes as the weight is split.

    Example:
        >>> tensor = torch.ones(2)
        >>> like(torch.zeros(2), tensor) is tensor
        True
    """
    if not isinstance(weight, DTensor):
        return tensor
    return distribute_tensor(
        tensor.to(weight.device), weight.device_mesh, weight.placements
    )
