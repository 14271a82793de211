"""What can be handed to an attention layer: a way to attend, and a cache.

Both are shapes of things, not base classes: any function or object with this
signature will do.
"""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from torch import Tensor

# Turns queries and keys, (batch, heads, length, width), by their positions.
Rotate = Callable[[Tensor], Tensor]


@runtime_checkable
class Attend(Protocol):
    """A way to attend: `scaled_dot_product.attend`, or one that replaces it.

    It may be a plain function, a function with something fixed
    (`functools.partial(fused.attend, scale=1.0)`), or a module with weights of
    its own (`sinks.SinkAttention`), which then train with the layer.

    Example:
        >>> from unmasked.attention import fused
        >>> isinstance(fused.attend, Attend)
        True
    """

    def __call__(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        mask: Tensor | None = None,
        *,
        causal: bool = False,
        bias: Tensor | None = None,
        scale: float | None = None,
    ) -> Tensor:
        """Average the values, weighted by how well each key matches."""


@runtime_checkable
class LayerCache(Protocol):
    """What remembers the keys and values of one layer."""

    def append(self, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        """Take in new positions; return all that are remembered, in order.

        All are (batch, key/value heads, length, width).
        """


@runtime_checkable
class Cache(Protocol):
    """What remembers the keys and values of all layers of a model."""

    @property
    def length(self) -> int:
        """Number of positions seen so far, forgotten ones included."""

    def __getitem__(self, layer: int) -> LayerCache:
        """The memory of one layer."""

    def reorder(self, rows: Tensor) -> None:
        """Let row i go on from what row `rows[i]` has seen (beam search)."""
