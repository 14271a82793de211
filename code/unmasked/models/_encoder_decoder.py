"""What every model with an encoder and a decoder does with its memory."""

from typing import Any

from torch import Tensor, nn

from unmasked.attention.multi_head import KeysValues
from unmasked.models._decoder import check_mask


def project_memory(decoder: nn.ModuleList, memory: Tensor) -> list[KeysValues]:
    """Keys and values of the memory in each block of a decoder."""
    blocks: list[Any] = list(decoder)
    return [
        block.cross_attention.sublayer.keys_values(memory) for block in blocks
    ]


def memory_of_each(
    memory: Tensor | list[KeysValues],
    target: Tensor,
    *,
    n_layers: int,
    mask: Tensor | None = None,
) -> list[Tensor] | list[KeysValues]:
    """What each block of a decoder looks at: its own share, or the same.

    Raises:
        ValueError: if keys and values were made for another number of blocks,
            there are several rows of memory and not one for each target, or
            the mask does not fit.
        TypeError: if the mask is not boolean.
    """
    each = [memory] * n_layers if isinstance(memory, Tensor) else memory
    if len(each) != n_layers:
        raise ValueError(
            f"there are keys and values for {len(each)} layers, the decoder "
            f"has {n_layers}"
        )
    first = each[0][0] if isinstance(each[0], tuple) else each[0]
    batch, n_target = target.shape
    if len(first) not in (1, batch):
        raise ValueError(
            f"there are {len(first)} rows of memory for {batch} targets"
        )
    check_mask(mask, batch=batch, n_query=n_target, n_key=first.shape[-2])
    return each
