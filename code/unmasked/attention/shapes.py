"""What the shapes of an attention call must satisfy, said in one place.

The clear path and the fused path refuse the same inputs with the same words.
Lesson: docs/transformer/self-attention.md
"""

import torch
from torch import Tensor

from unmasked._sizes import check_width


def check_shapes(
    query: Tensor,
    key: Tensor,
    value: Tensor | None = None,
    *,
    mask: Tensor | None = None,
    bias: Tensor | None = None,
) -> tuple[int, ...]:
    """Refuse tensors that do not fit together, naming the sizes.

    Returns:
        The leading axes of the result.

    Raises:
        ValueError: if `query` and `key` differ in width, `key` and `value` in
            length, a tensor has no length axis, or the leading axes, `mask`
            or `bias` do not broadcast against the scores.
        TypeError: if what is to be multiplied is no tensor of real numbers,
            or `mask` is not boolean.

    Example:
        >>> query, key = torch.zeros(2, 3, 5, 8), torch.zeros(3, 7, 8)
        >>> check_shapes(query, key)
        (2, 3)
    """
    tensors = {"query": query, "key": key, "value": value}
    given = {name: t for name, t in tensors.items() if t is not None}
    for name, tensor in given.items():
        if not isinstance(tensor, Tensor) or not tensor.is_floating_point():
            kind = getattr(tensor, "dtype", type(tensor).__name__)
            raise TypeError(
                f"{name} must be a tensor of real numbers, got {kind}"
            )
        if tensor.ndim < 2:
            raise ValueError(
                f"{name} needs a length and a width axis, "
                f"got shape {tuple(tensor.shape)}"
            )
    if query.shape[-1] != key.shape[-1]:
        raise ValueError(
            f"query is {query.shape[-1]} wide and key {key.shape[-1]}: "
            "they must agree to be multiplied"
        )
    if value is not None and key.shape[-2] != value.shape[-2]:
        raise ValueError(
            f"there are {key.shape[-2]} keys and {value.shape[-2]} values: "
            "each key needs its value"
        )
    leading = {name: tuple(t.shape[:-2]) for name, t in given.items()}
    try:
        heads = broadcast(*leading.values())
    except RuntimeError:
        sizes = ", ".join(f"{n} {s}" for n, s in leading.items())
        raise ValueError(f"leading axes do not broadcast: {sizes}") from None
    check_extras((*heads, query.shape[-2], key.shape[-2]), mask, bias)
    return heads


def check_extras(
    scores: tuple[int, ...], mask: Tensor | None, bias: Tensor | None = None
) -> None:
    """Refuse a mask or a bias that does not fit scores of this shape.

    Raises:
        ValueError: if one does not broadcast to the scores.
        TypeError: if `mask` is not boolean.
    """
    if mask is not None and getattr(mask, "dtype", None) != torch.bool:
        kind = getattr(mask, "dtype", type(mask).__name__)
        raise TypeError(
            f"mask must be boolean, True where a query may look; got {kind}"
        )
    for name, extra in {"mask": mask, "bias": bias}.items():
        if extra is not None and not _broadcasts_to(extra.shape, scores):
            raise ValueError(
                f"{name} of shape {tuple(extra.shape)} does not broadcast "
                f"to the scores, {scores}"
            )


def broadcast(*shapes: tuple[int, ...]) -> tuple[int, ...]:
    """The shape that all of these broadcast to.

    Raises:
        RuntimeError: if there is none.
    """
    # PyTorch's function takes longer than a small attention.
    if all(shape == shapes[0] for shape in shapes):
        return shapes[0]
    return tuple(torch.broadcast_shapes(*shapes))


def _broadcasts_to(shape: torch.Size, target: tuple[int, ...]) -> bool:
    try:
        return broadcast(tuple(shape), target) == target
    except RuntimeError:
        return False


def head_width(d_model: int, n_heads: int) -> int:
    """Width of a head when the heads share `d_model` among them.

    Raises:
        ValueError: if `n_heads` does not divide `d_model`.

    Example:
        >>> head_width(512, 8)
        64
    """
    if d_model % n_heads:
        raise ValueError(f"{n_heads=} must divide {d_model=}")
    return d_model // n_heads


def check_tokens(x: Tensor, *, d_model: int) -> None:
    """Refuse what is not a batch of sequences of tokens, `d_model` wide.

    Raises:
        ValueError: if `x` is not (batch, length, d_model).
        TypeError: if `x` holds no real numbers.
    """
    check_width(x, d_model=d_model)
    if x.ndim != 3:
        raise ValueError(
            f"expected (batch, length, {d_model=}), got shape "
            f"{tuple(x.shape)}: one sequence is a batch of one, x[None]"
        )


def check_context(context: object, **of_x_alone: object) -> None:
    """Refuse a context together with what makes sense for `x` alone.

    Raises:
        ValueError: if there is a context and one of the others.
    """
    if context is None:
        return
    for name, given in of_x_alone.items():
        if given is not None:
            raise ValueError(
                f"{name} belongs to self-attention; a context that is read "
                "again is projected once, by keys_values"
            )
