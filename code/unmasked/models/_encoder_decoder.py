"""What every model with an encoder and a decoder does with its memory."""

from typing import Any

from torch import Tensor, nn

from unmasked.attention.multi_head import KeysValues


def project_memory(decoder: nn.ModuleList, memory: Tensor) -> list[KeysValues]:
    """Keys and values of the memory in each block of a decoder."""
    blocks: list[Any] = list(decoder)
    return [
        block.cross_attention.sublayer.keys_values(memory) for block in blocks
    ]


def memory_of_each(
    memory: Tensor | list[KeysValues], *, n_layers: int
) -> list[Tensor] | list[KeysValues]:
    """What each block of a decoder looks at: its own share, or the same.

    Raises:
        ValueError: if keys and values were made for another number of blocks.
    """
    if isinstance(memory, Tensor):
        return [memory] * n_layers
    if len(memory) != n_layers:
        raise ValueError(
            f"there are keys and values for {len(memory)} layers, the decoder "
            f"has {n_layers}"
        )
    return memory
