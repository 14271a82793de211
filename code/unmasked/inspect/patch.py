"""Activation patching: put what one run computed into another.

Source: Vig et al. 2020, https://arxiv.org/abs/2004.12265; Meng et al. 2022,
"Locating and Editing Factual Associations in GPT", §2,
https://arxiv.org/abs/2202.05262
Lesson: docs/language-models/in-context-learning.md
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from jaxtyping import Float, Int
from torch import Tensor, nn

from unmasked.inspect.names import find_module, first_input


# --8<-- [start:patch]
@contextmanager
def patch(
    model: nn.Module,
    activations: Mapping[str, Float[Tensor, "..."]],
    *,
    positions: Int[Tensor, " n"] | None = None,
    inputs: bool = False,
) -> Iterator[None]:
    """Replace what modules give by what is handed in, while the block runs.

    With activations recorded on another input, the change in the model's
    answer is the effect of that module alone: everything before it saw the
    one input, everything after it hears of the other.

    Args:
        model: any module.
        activations: what the named modules are to give, as `record` keeps it.
        positions: replace only these, counted on the last axis but one.
        inputs: replace the first input of each module instead.

    Raises:
        ValueError: if a name is no module's, with names that come near; and
            when the model runs, if a shape is another than the module's, or a
            position lies outside of it.
        TypeError: if an activation is no tensor; and when it runs, if the
            module gives anything but one tensor, or is called with named
            arguments only where inputs are replaced.

    Example:
        >>> import torch
        >>> model = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
        >>> with patch(model, {"0": torch.tensor([[5.0, -5.0]])}):
        ...     model(torch.zeros(1, 2))
        tensor([[5., 0.]])
    """
    with ExitStack() as stack:
        for name, new in activations.items():
            if not isinstance(new, Tensor):
                raise TypeError(
                    f"{name} can be given a tensor, not {type(new).__name__}"
                )
            module = find_module(model, name)
            replace = partial(_replace, new=new, name=name, positions=positions)
            stack.enter_context(
                module.register_forward_pre_hook(_input_changer(name, replace))
                if inputs
                else module.register_forward_hook(_output_changer(replace))
            )
        yield


# --8<-- [end:patch]


def _input_changer(
    name: str, replace: Callable[[Any], Tensor]
) -> Callable[..., tuple[Any, ...]]:
    def hook(_module: nn.Module, args: tuple[Any, ...]) -> tuple[Any, ...]:
        return (replace(first_input(name, args)), *args[1:])

    return hook


def _output_changer(replace: Callable[[Any], Tensor]) -> Callable[..., Tensor]:
    def hook(_module: nn.Module, _args: tuple[Any, ...], output: Any) -> Tensor:
        return replace(output)

    return hook


def _replace(
    value: Any, *, new: Tensor, name: str, positions: Tensor | None
) -> Tensor:
    if not isinstance(value, Tensor):
        raise TypeError(
            f"{name} gives a {type(value).__name__}, only a single tensor "
            "can be replaced"
        )
    if value.shape != new.shape:
        raise ValueError(
            f"{name} gives shape {tuple(value.shape)}, the replacement has "
            f"{tuple(new.shape)}"
        )
    new = new.to(value)
    if positions is None:
        return new
    changed = value.clone()
    try:
        changed[..., positions, :] = new[..., positions, :]
    except IndexError as error:
        raise ValueError(
            f"{name} gives {value.shape[-2]} positions, {positions=}: {error}"
        ) from None
    return changed
