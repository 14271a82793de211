"""A KV cache for windowed models: it forgets what no later token can see.

Source: Jiang et al. 2023, "Mistral 7B", §2 ("Rolling Buffer Cache"),
https://arxiv.org/abs/2310.06825
"""

from collections.abc import Sequence

from torch import Tensor

from unmasked._sizes import check_positive
from unmasked.attention.sliding_window import RollingCache


class RollingKVCache:
    """One rolling cache a layer, and the count of all that was seen.

    Args:
        n_layers: number of layers.
        window: how many positions a head sees, its own included.

    Raises:
        ValueError: if a size is not positive.

    Example:
        >>> cache = RollingKVCache(n_layers=2, window=4)
        >>> cache.length
        0
    """

    def __init__(self, *, n_layers: int, window: int) -> None:
        check_positive(n_layers=n_layers, window=window)
        self.window = window
        self.layers: Sequence[_CountingCache] = [
            _CountingCache(window=window) for _ in range(n_layers)
        ]

    def __getitem__(self, layer: int) -> RollingCache:
        return self.layers[layer]

    @property
    def length(self) -> int:
        """Number of positions seen so far, forgotten ones included."""
        return self.layers[0].length

    @property
    def n_bytes(self) -> int:
        """Memory that it takes now."""
        return sum(
            cached.nbytes
            for layer in self.layers
            for cached in (layer.keys, layer.values)
            if cached is not None
        )

    def reorder(self, rows: Tensor) -> None:
        """Let row i go on from what row `rows[i]` has seen (beam search)."""
        for layer in self.layers:
            if layer.keys is not None and layer.values is not None:
                layer.keys, layer.values = layer.keys[rows], layer.values[rows]


class _CountingCache(RollingCache):
    """A rolling cache that remembers how many positions went through it."""

    length = 0

    def append(self, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        self.length += key.shape[-2]
        return super().append(key, value)
