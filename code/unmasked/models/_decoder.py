"""What every decoder-only model asks of its input, in the same words."""

import torch
from torch import Tensor, nn

from unmasked.attention.protocols import Cache


def next_positions(
    tokens: Tensor, cache: Cache | None, *, max_length: int
) -> Tensor:
    """Number the tokens, going on from what the cache has seen.

    Raises:
        ValueError: if there are no tokens, or more than the model can read.
    """
    start = 0 if cache is None else cache.length
    end = start + tokens.shape[-1]
    if end == start:
        raise ValueError("there are no tokens: a prompt needs at least one")
    if end > max_length:
        raise ValueError(
            f"{end} tokens are more than the model can read, {max_length=}"
        )
    return torch.arange(start, end, device=tokens.device)


def cache_room(asked: int | None, *, max_length: int) -> int:
    """How many positions a cache is made for: what is asked, or all.

    Raises:
        ValueError: if more are asked for than the model can read.
    """
    if asked is not None and asked > max_length:
        raise ValueError(
            f"{asked} tokens are more than the model can read, {max_length=}"
        )
    return max_length if asked is None else asked


def initialize(model: nn.Module, *, std: float, n_layers: int) -> None:
    """Draw all matrices from N(0, std²), those into the stream narrower.

    Each layer adds to the residual stream twice. Narrowed by √(2·n_layers),
    the sum of all keeps its size whatever the depth (GPT-2, §2.3).
    """
    for name, weight in model.named_parameters():
        if weight.ndim < 2:
            continue
        into_stream = name.endswith(("o_proj.weight", "down_proj.weight"))
        scale = (2 * n_layers) ** -0.5 if into_stream else 1.0
        nn.init.normal_(weight, std=std * scale)
