"""The KV cache: keys and values of the past, so that no token is run twice.

Without it, each new token recomputes the keys and values of all before it.
With it, a step projects one token and reads the rest. What stays is the
reading: a step still touches every cached key and value.

Size in bytes: 2 · n_layers · batch · n_kv_heads · length · d_head · bytes a
number; the 2 is for keys and values.

Source: Shazeer 2019, "Fast Transformer Decoding", §2.4,
https://arxiv.org/abs/1911.02150
"""

import torch
from jaxtyping import Float
from torch import Tensor

from unmasked._sizes import check_positive


class LayerCache:
    """Room for the keys and values of one layer, set aside once.

    Growing a tensor by concatenation copies all of it at every token; writing
    into a block that is already there copies only what is new.

    Args:
        batch: number of sequences.
        n_kv_heads: number of key/value heads.
        max_length: most positions it can hold.
        d_head: width of a head.
        device: where it lives.
        dtype: type of its numbers.

    Example:
        >>> cache = LayerCache(batch=1, n_kv_heads=1, max_length=8, d_head=2)
        >>> prompt, token = torch.ones(1, 1, 3, 2), torch.ones(1, 1, 1, 2)
        >>> keys, values = cache.append(prompt, prompt)
        >>> keys, values = cache.append(token, token)
        >>> keys.shape
        torch.Size([1, 1, 4, 2])
    """

    def __init__(
        self,
        *,
        batch: int,
        n_kv_heads: int,
        max_length: int,
        d_head: int,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        shape = (batch, n_kv_heads, max_length, d_head)
        self.keys = torch.zeros(shape, device=device, dtype=dtype)
        self.values = torch.zeros(shape, device=device, dtype=dtype)
        self.length = 0

    def append(
        self,
        key: Float[Tensor, "batch kv_heads new d"],
        value: Float[Tensor, "batch kv_heads new d"],
    ) -> tuple[
        Float[Tensor, "batch kv_heads k d"], Float[Tensor, "batch kv_heads k d"]
    ]:
        """Write the new positions; return all so far, as views.

        Raises:
            ValueError: if there is no room, or the shape is another than the
                cache was made for.
        """
        batch, n_heads, max_length, width = self.keys.shape
        n_new = key.shape[-2]
        fitting = (batch, n_heads, n_new, width)
        if key.shape != fitting or value.shape != fitting:
            raise ValueError(
                f"the cache holds (batch, heads, length, width) = "
                f"{tuple(self.keys.shape)}, got keys of {tuple(key.shape)} "
                f"and values of {tuple(value.shape)}"
            )
        end = self.length + n_new
        if end > max_length:
            raise ValueError(
                f"the cache holds {max_length} positions: no room for {n_new} "
                f"after {self.length}"
            )
        self.keys[:, :, self.length : end] = key
        self.values[:, :, self.length : end] = value
        self.length = end
        return self.keys[:, :, :end], self.values[:, :, :end]

    def reorder(self, rows: Tensor) -> None:
        """Let row i go on from what row `rows[i]` has seen (beam search)."""
        self.keys[:, :, : self.length] = self.keys[rows, :, : self.length]
        self.values[:, :, : self.length] = self.values[rows, :, : self.length]


class KVCache:
    """One `LayerCache` a layer.

    Args:
        n_layers: number of layers.
        batch: number of sequences.
        n_kv_heads: number of key/value heads.
        max_length: most positions it can hold.
        d_head: width of a head.
        device: where it lives.
        dtype: type of its numbers.

    Raises:
        ValueError: if a size is not positive.

    Example:
        >>> cache = KVCache(
        ...     n_layers=2, batch=1, n_kv_heads=1, max_length=8, d_head=4
        ... )
        >>> cache.length, cache.n_bytes
        (0, 512)
    """

    def __init__(
        self,
        *,
        n_layers: int,
        batch: int,
        n_kv_heads: int,
        max_length: int,
        d_head: int,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        check_positive(
            n_layers=n_layers,
            batch=batch,
            n_kv_heads=n_kv_heads,
            max_length=max_length,
            d_head=d_head,
        )
        self.layers = [
            LayerCache(
                batch=batch,
                n_kv_heads=n_kv_heads,
                max_length=max_length,
                d_head=d_head,
                device=device,
                dtype=dtype,
            )
            for _ in range(n_layers)
        ]
        self.max_length = max_length

    def __getitem__(self, layer: int) -> LayerCache:
        return self.layers[layer]

    @property
    def length(self) -> int:
        """Number of positions seen so far."""
        return self.layers[0].length

    @property
    def n_bytes(self) -> int:
        """Memory it takes, whether filled or not."""
        return sum(
            cached.nbytes
            for layer in self.layers
            for cached in (layer.keys, layer.values)
        )

    def reorder(self, rows: Tensor) -> None:
        """Let row i go on from what row `rows[i]` has seen (beam search)."""
        for layer in self.layers:
            layer.reorder(rows)
