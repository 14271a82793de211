"""What every decoder-only model asks of its input, in the same words."""

import torch
from torch import Tensor, nn

from unmasked.attention.protocols import Cache


def next_positions(
    tokens: Tensor,
    cache: Cache | None,
    *,
    max_length: int,
    positions: Tensor | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """Where the tokens stand: as given, or going on from what a cache has seen.

    All that can be wrong is found here, before a cache has taken anything in.

    Raises:
        ValueError: if tokens are not (batch, seq), there are none, or more
            than the model can read, or positions or mask do not fit them.
        TypeError: if the mask is not boolean.
    """
    if tokens.ndim != 2:
        raise ValueError(
            f"tokens must be (batch, seq), got shape {tuple(tokens.shape)}; "
            "one text is a batch of one: tokens[None]"
        )
    batch, n_tokens = tokens.shape
    start = 0 if cache is None else cache.length
    end = start + n_tokens
    if end == start:
        raise ValueError("there are no tokens: a prompt needs at least one")
    if end > max_length:
        raise ValueError(
            f"{end} tokens are more than the model can read, {max_length=}"
        )
    check_mask(mask, batch=batch, n_query=n_tokens, n_key=end)
    if positions is None:
        return torch.arange(start, end, device=tokens.device)
    if positions.shape[-1:] != (n_tokens,):
        raise ValueError(
            f"{n_tokens} tokens need as many positions, got shape "
            f"{tuple(positions.shape)}"
        )
    return positions


def check_mask(
    mask: Tensor | None, *, batch: int, n_query: int, n_key: int
) -> None:
    """Refuse a mask that does not fit (batch, heads, n_query, n_key).

    Raises:
        ValueError: if it does not broadcast.
        TypeError: if it is not boolean.
    """
    if mask is None:
        return
    if mask.dtype != torch.bool:
        raise TypeError(
            f"mask must be boolean, True where a token may look; "
            f"got {mask.dtype}"
        )
    # How many heads there are is known to the layers.
    sizes = zip(reversed(mask.shape), (n_key, n_query, 0, batch), strict=False)
    if mask.ndim > 4 or any(own not in (1, s) for own, s in sizes if s):
        raise ValueError(
            f"mask of shape {tuple(mask.shape)} does not broadcast to (batch, "
            f"heads, queries, keys) = ({batch}, heads, {n_query}, {n_key})"
        )


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
