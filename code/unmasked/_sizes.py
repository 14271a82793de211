"""What sizes and widths must satisfy, said in one place with one wording."""

from torch import Tensor


def check_positive(**sizes: int) -> None:
    """Refuse a size that is not a positive whole number, by its name.

    Raises:
        ValueError: if a size is below 1.
    """
    for name, size in sizes.items():
        if size < 1:
            raise ValueError(f"{name}={size} must be at least 1")


def check_width(x: Tensor, *, d_model: int) -> None:
    """Refuse an input whose last axis is not the width that was asked for.

    Broadcasting would accept a width of 1 in silence.

    Raises:
        ValueError: if `x` has no axis, or its last one is not `d_model` wide.
    """
    if x.ndim == 0 or x.shape[-1] != d_model:
        raise ValueError(
            f"expected an input {d_model=} wide, got shape {tuple(x.shape)}"
        )
