"""What a sublayer must give back so that it can be added to its input."""

from typing import Any

from torch import Tensor, nn


def run_branch(
    sublayer: nn.Module, x: Tensor, *context: Any, **options: Any
) -> Tensor:
    """Call a sublayer, and see that its output can be added to its input.

    Raises:
        TypeError: if the sublayer gives anything but one tensor.
        ValueError: if it gives another shape. Broadcasting would add it in
            silence.
    """
    branch = sublayer(x, *context, **options)
    name = type(sublayer).__name__
    if not isinstance(branch, Tensor):
        kind = type(branch).__name__
        raise TypeError(f"{name} must return one tensor, returned a {kind}")
    if branch.shape != x.shape:
        raise ValueError(
            f"{name} must keep the shape of its input, {tuple(x.shape)}, "
            f"returned {tuple(branch.shape)}"
        )
    return branch
