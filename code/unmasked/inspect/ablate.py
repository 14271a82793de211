"""Ablation: take a part out, and see what the model can no longer do.

Source: heads: Michel et al. 2019, "Are Sixteen Heads Really Better than
One?", https://arxiv.org/abs/1905.10650
Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from jaxtyping import Float
from torch import Tensor, nn

from unmasked.inspect.names import (
    find_module,
    find_modules,
    first_input,
)


# --8<-- [start:ablate_heads]
@contextmanager
def ablate_heads(
    model: nn.Module,
    heads: Mapping[str, Sequence[int]],
    *,
    means: Mapping[str, Float[Tensor, " d_heads"]] | None = None,
) -> Iterator[None]:
    """Silence heads while the block runs: their outputs become zeros, or means.

    Zero is a value the layers behind may never have met. The mean of what the
    head gives on ordinary text says "nothing new" instead: record the inputs
    of `o_proj`, which are the outputs of all heads side by side, and average
    them over batch and positions.

    Args:
        model: with attention layers that have `n_heads` and an `o_proj`.
        heads: for the name of each attention layer, which heads.
        means: for the same names, what the heads give instead of zeros: all
            heads of the layer side by side, `n_heads · d_head` numbers.

    Raises:
        ValueError: if a name is no module's, a head does not exist, or a mean
            is missing or has another width.
        TypeError: if the module is no attention layer.

    Example:
        >>> import torch
        >>> from unmasked.attention.multi_head import MultiHeadAttention
        >>> model = nn.Sequential(MultiHeadAttention(d_model=8, n_heads=2))
        >>> with ablate_heads(model, {"0": [0, 1]}):
        ...     bool(model(torch.randn(1, 3, 8)).any())
        False
    """
    with ExitStack() as stack:
        for name, chosen in heads.items():
            attention = find_module(model, name)
            o_proj, width = check_heads(attention, chosen, name=name)
            shape = (o_proj.in_features,)
            mean = None if means is None else means.get(name)
            if means is not None and (mean is None or mean.shape != shape):
                raise ValueError(
                    f"the mean of {name} must be {shape[0]} numbers, all "
                    "heads side by side; "
                    + ("there is none" if mean is None else f"got {mean.shape}")
                )
            columns = [
                column
                for head in chosen
                for column in range(head * width, (head + 1) * width)
            ]
            stack.enter_context(
                o_proj.register_forward_pre_hook(_silencer(columns, mean))
            )
        yield


# --8<-- [end:ablate_heads]


@contextmanager
def skip(model: nn.Module, *patterns: str) -> Iterator[None]:
    """Leave modules out while the block runs: each gives back its input.

    A block of a transformer adds to what it is given, so to skip it is to
    take its contribution, and nothing else, out of the stream.

    Raises:
        ValueError: if a pattern matches no module, with names that come near.
        TypeError: when the model runs, if a module is called with named
            arguments only.

    Example:
        >>> import torch
        >>> model = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
        >>> with skip(model, "0"):
        ...     model(torch.tensor([3.0, -3.0]))
        tensor([3., 0.])
    """
    with ExitStack() as stack:
        for name, module in find_modules(model, patterns).items():
            stack.enter_context(module.register_forward_hook(_bypass(name)))
        yield


def _silencer(columns: list[int], mean: Tensor | None) -> Callable[..., Tensor]:
    def hook(_module: nn.Module, args: tuple[Tensor, ...]) -> Tensor:
        x = args[0].clone()
        x[..., columns] = 0.0 if mean is None else mean[columns].to(x)
        return x

    return hook


def _bypass(name: str) -> Callable[..., Any]:
    def hook(_module: nn.Module, args: tuple[Any, ...], _output: Any) -> Any:
        return first_input(name, args)

    return hook


def check_heads(
    attention: nn.Module, heads: Sequence[int], *, name: str
) -> tuple[nn.Linear, int]:
    """The output projection of an attention layer, and the width of a head.

    Raises:
        TypeError: if the module is no attention layer.
        ValueError: if a head does not exist.
    """
    o_proj = getattr(attention, "o_proj", None)
    n_heads = getattr(attention, "n_heads", None)
    if not isinstance(o_proj, nn.Linear) or not isinstance(n_heads, int):
        raise TypeError(
            f"{name} is a {type(attention).__name__}, which is no attention "
            "layer: it needs n_heads and an o_proj"
        )
    unknown = [head for head in heads if not 0 <= head < n_heads]
    if unknown:
        raise ValueError(
            f"{name} has heads 0 to {n_heads - 1}, not {unknown[0]}"
        )
    return o_proj, o_proj.in_features // n_heads
