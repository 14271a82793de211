"""Pruning: remove heads and layers for good, and their weights with them.

Source: Michel et al. 2019, "Are Sixteen Heads Really Better than One?",
https://arxiv.org/abs/1905.10650; Voita et al. 2019,
https://arxiv.org/abs/1905.09418
Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from unmasked.inspect.ablate import check_heads


# --8<-- [start:prune_heads]
@torch.no_grad()
def prune_heads(attention: nn.Module, heads: Sequence[int]) -> None:
    """Cut heads out of an attention layer, in place.

    Their rows leave `q_proj`, `k_proj` and `v_proj`, and their columns
    `o_proj`. The output is that of the whole layer with these heads zeroed
    (`ablate_heads`), for less work. Where query heads share keys and values,
    a group can only go as a whole. Make the optimizer after this.

    Args:
        attention: `MultiHeadAttention`, `GroupedQueryAttention` or alike.
        heads: which query heads go.

    Raises:
        TypeError: if it is no attention layer, or its `attend` has weights of
            its own for each head.
        ValueError: if a head does not exist, none would be left, or a group
            of heads would be left in part.

    Example:
        >>> from unmasked.attention.multi_head import MultiHeadAttention
        >>> attention = MultiHeadAttention(d_model=8, n_heads=4)
        >>> prune_heads(attention, [1, 2])
        >>> attention.n_heads, attention.q_proj.weight.shape
        (2, torch.Size([4, 8]))
    """
    layer: Any = attention
    name = type(layer).__name__
    _, width = check_heads(layer, heads, name=name)
    attend = getattr(layer, "attend", None)
    if isinstance(attend, nn.Module) and list(attend.parameters()):
        raise TypeError(
            f"the attend of this {name}, {type(attend).__name__}, has weights "
            "of its own, which would keep the heads"
        )
    n_heads: int = layer.n_heads
    kept = [head for head in range(n_heads) if head not in set(heads)]
    if not kept:
        raise ValueError(f"no head of {n_heads} would be left")
    n_kv_heads: int = getattr(layer, "n_kv_heads", n_heads)
    shared = n_heads // n_kv_heads
    kept_kv = sorted({head // shared for head in kept})
    if len(kept) != len(kept_kv) * shared:
        raise ValueError(
            f"{shared} query heads share each key/value head: of heads "
            f"{sorted(set(heads))} some would leave their group in part"
        )
    rows = _numbers(kept, width)
    kv_rows = _numbers(kept_kv, width)
    layer.q_proj = _linear(layer.q_proj, rows=rows)
    layer.k_proj = _linear(layer.k_proj, rows=kv_rows)
    layer.v_proj = _linear(layer.v_proj, rows=kv_rows)
    layer.o_proj = _linear(layer.o_proj, columns=rows)
    layer.n_heads = len(kept)
    if hasattr(layer, "n_kv_heads"):
        layer.n_kv_heads = len(kept_kv)


# --8<-- [end:prune_heads]


def prune_layers(blocks: nn.ModuleList, layers: Sequence[int]) -> None:
    """Remove layers from a stack, in place; those behind them move up.

    The output is that of the whole stack with these layers skipped (`skip`).

    Raises:
        ValueError: if a layer does not exist, or none would be left.

    Example:
        >>> blocks = nn.ModuleList(nn.Linear(2, 2) for _ in range(5))
        >>> prune_layers(blocks, [0, 3])
        >>> len(blocks)
        3
    """
    unknown = [layer for layer in layers if not 0 <= layer < len(blocks)]
    if unknown:
        raise ValueError(
            f"there are layers 0 to {len(blocks) - 1}, not {unknown[0]}"
        )
    if len(set(layers)) == len(blocks):
        raise ValueError(f"no layer of {len(blocks)} would be left")
    for layer in sorted(set(layers), reverse=True):
        del blocks[layer]


def _numbers(heads: list[int], width: int) -> torch.Tensor:
    firsts = torch.tensor(heads)[:, None] * width
    return (firsts + torch.arange(width)).flatten()


def _linear(
    layer: nn.Linear,
    *,
    rows: torch.Tensor | None = None,
    columns: torch.Tensor | None = None,
) -> nn.Linear:
    """The same layer with fewer outputs (rows) or inputs (columns)."""
    weight: torch.Tensor = layer.weight
    bias: torch.Tensor | None = layer.bias
    if rows is not None:
        weight = weight[rows.to(weight.device)]
        bias = None if bias is None else bias[rows.to(bias.device)]
    if columns is not None:
        weight = weight[:, columns.to(weight.device)]
    smaller = nn.Linear(
        weight.shape[1], weight.shape[0], bias=bias is not None,
        device=weight.device, dtype=weight.dtype,
    )  # fmt: skip
    smaller.weight.copy_(weight)
    if bias is not None:
        smaller.bias.copy_(bias)
    return smaller
