"""What an optimizer holds for each weight, as named tensors.

Lesson: docs/language-models/pre-training.md
"""

from itertools import chain
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from unmasked.training.weights import check_tensors, like, open_tensors


def optimizer_state(
    model: nn.Module, optimizer: Optimizer
) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """What an optimizer holds: its tensors by name, and the rest for JSON.

    Example:
        >>> model = nn.Linear(2, 1)
        >>> adam = torch.optim.AdamW(model.parameters())
        >>> model(torch.ones(1, 2)).sum().backward()
        >>> adam.step()
        >>> tensors, rest = optimizer_state(model, adam)
        >>> [name for name in tensors if name.startswith("weight")]
        ['weight/step', 'weight/exp_avg', 'weight/exp_avg_sq']
        >>> rest["groups"][0]["params"]
        ['weight', 'bias']
    """
    names: dict[Tensor, str] = {p: n for n, p in model.named_parameters()}
    tensors: dict[str, Tensor] = {}
    numbers: dict[str, Any] = {}
    for parameter, held in optimizer.state.items():
        for slot, value in held.items():
            key = f"{names[parameter]}/{slot}"
            if torch.is_tensor(value):
                tensors[key] = value
            else:
                numbers[key] = value
    groups = [
        group | {"params": [names[parameter] for parameter in group["params"]]}
        for group in optimizer.param_groups
    ]
    shapes = {key: list(value.shape) for key, value in tensors.items()}
    return tensors, {
        "optimizer": type(optimizer).__name__,
        "groups": groups,
        "shapes": shapes,
        "numbers": numbers,
    }


def read_optimizer_state(
    path: Path, model: nn.Module, optimizer: Optimizer, rest: dict[str, Any]
) -> dict[str, Any]:
    """Read a state that `optimizer.load_state_dict` understands.

    Args:
        path: the file with the tensors.
        model: whose weights the optimizer moves.
        optimizer: made for the same weights, in the same order.
        rest: what `optimizer_state` gave beside the tensors.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it is truncated or foreign, was written by another kind
            of optimizer or for other weights, or tensors do not fit.
    """
    if rest["optimizer"] != type(optimizer).__name__:
        raise ValueError(
            f"{path} was written by {rest['optimizer']}, the optimizer is "
            f"{type(optimizer).__name__}"
        )
    own = optimizer_state(model, optimizer)[1]["groups"]
    here = [group["params"] for group in own]
    if [group["params"] for group in rest["groups"]] != here:
        raise ValueError(
            f"{path} was written by an optimizer of other weights, or of the "
            "same weights in other groups"
        )
    index = {name: i for i, name in enumerate(chain(*here))}
    weights = dict(model.named_parameters())
    state: dict[int, dict[str, Any]] = {}
    for key, value in rest["numbers"].items():
        name, slot = key.rsplit("/", 1)
        state.setdefault(index[name], {})[slot] = value
    with open_tensors(path) as file:
        shapes = {key: tuple(shape) for key, shape in rest["shapes"].items()}
        check_tensors(path, file, shapes)
        for key in shapes:
            name, slot = key.rsplit("/", 1)
            # A copy of its own: what was read is the file mapped into memory.
            value = file.get_tensor(key).clone()
            if value.shape == weights[name].shape:
                value = like(weights[name], value)
            state.setdefault(index[name], {})[slot] = value
    return {"state": state, "param_groups": _numbered(rest["groups"], index)}


def _numbered(
    groups: list[dict[str, Any]], index: dict[str, int]
) -> list[dict[str, Any]]:
    return [
        group | {"params": [index[name] for name in group["params"]]}
        for group in groups
    ]
