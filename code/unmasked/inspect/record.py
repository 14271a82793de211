"""Record what flows through a model, by name.

Lesson: docs/language-models/in-context-learning.md
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from torch import Tensor, nn

from unmasked.inspect.names import find_modules, first_input


# --8<-- [start:record]
@contextmanager
def record(
    model: nn.Module,
    *patterns: str,
    inputs: bool = False,
    keep_graph: bool = False,
) -> Iterator[dict[str, Any]]:
    """Keep what the named modules give out while the block runs.

    Under each name stands what the module gave in its last call. Nothing in
    the model is edited, and afterwards nothing is left of the recording.

    Args:
        model: any module.
        patterns: names of modules; `*` is one part of a name, `**` any.
        inputs: keep the first input of each module instead.
        keep_graph: keep the tensors themselves, so that gradients can be
            asked for. Otherwise they are copies, safe from what the model
            does to its own later.

    Raises:
        ValueError: if a pattern matches no module, with names that come near.
        TypeError: when the model runs, if the first input of a module is to
            be kept that is called with named arguments only.

    Example:
        >>> import torch
        >>> model = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
        >>> with record(model, "0") as found:
        ...     y = model(torch.ones(1, 2))
        >>> bool((found["0"].relu() == y).all())
        True
    """
    recorded: dict[str, Any] = {}
    keep = (lambda value: value) if keep_graph else _copy
    with ExitStack() as stack:
        for name, module in find_modules(model, patterns).items():
            stack.enter_context(
                module.register_forward_pre_hook(
                    _input_recorder(name, recorded, keep)
                )
                if inputs
                else module.register_forward_hook(
                    _output_recorder(name, recorded, keep)
                )
            )
        yield recorded


# --8<-- [end:record]


def _input_recorder(
    name: str, recorded: dict[str, Any], keep: Callable[[Any], Any]
) -> Callable[..., None]:
    def hook(_module: nn.Module, args: tuple[Any, ...]) -> None:
        recorded[name] = keep(first_input(name, args))

    return hook


def _output_recorder(
    name: str, recorded: dict[str, Any], keep: Callable[[Any], Any]
) -> Callable[..., None]:
    def hook(_module: nn.Module, _args: tuple[Any, ...], output: Any) -> None:
        recorded[name] = keep(output)

    return hook


def _copy(value: Any) -> Any:
    if isinstance(value, Tensor):
        return value.detach().clone()
    if isinstance(value, tuple | list):
        return tuple(_copy(part) for part in value)
    return value
