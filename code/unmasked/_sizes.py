"""What sizes and widths must satisfy, said in one place with one wording."""

import operator

import torch
from torch import Tensor


def check_positive(**sizes: int) -> None:
    """Refuse a size that is not a positive whole number, by its name.

    Raises:
        TypeError: if a size is not a whole number: 8 / 2 is 4.0, 8 // 2 is 4.
        ValueError: if a size is below 1.
    """
    for name, size in sizes.items():
        try:
            operator.index(size)
        except TypeError:
            raise TypeError(f"{name}={size!r} must be a whole number") from None
        if size < 1:
            raise ValueError(f"{name}={size} must be at least 1")


def check_lengths(*, n_query: int, n_key: int) -> None:
    """Refuse lengths that no sequence has.

    Raises:
        ValueError: if one is negative.
    """
    if n_query < 0 or n_key < 0:
        raise ValueError(f"lengths cannot be negative: {n_query=}, {n_key=}")


def check_indices(indices: Tensor, *, name: str) -> None:
    """Refuse what PyTorch cannot look up in a table.

    Raises:
        TypeError: if they are neither int64 nor int32.
    """
    if indices.dtype not in (torch.int64, torch.int32):
        raise TypeError(
            f"{name} must be int64 or int32, got {indices.dtype}: convert "
            "whole numbers with .long()"
        )


def check_width(x: Tensor, *, d_model: int) -> None:
    """Refuse an input whose last axis is not the width that was asked for.

    Broadcasting would accept a width of 1 in silence, and a norm would give
    whole numbers back as whole numbers, cut off.

    Raises:
        ValueError: if `x` has no axis, or its last one is not `d_model` wide.
        TypeError: if `x` holds no real numbers (token ids, pixels).
    """
    if x.ndim == 0 or x.shape[-1] != d_model:
        raise ValueError(
            f"expected an input {d_model=} wide, got shape {tuple(x.shape)}"
        )
    if not x.is_floating_point():
        raise TypeError(
            f"expected real numbers, got {x.dtype}: embed token ids, and turn "
            "what is measured into floats"
        )
