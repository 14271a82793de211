"""Sliding-window attention: each position sees its neighborhood only.

Source: Beltagy et al. 2020, "Longformer", §3.1,
https://arxiv.org/abs/2004.05150; causal, with a rolling cache: Jiang et al.
2023, "Mistral 7B", §2, https://arxiv.org/abs/2310.06825
"""

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from unmasked.attention import fused
from unmasked.attention.shapes import check_shapes


# --8<-- [start:attend]
def attend(
    query: Float[Tensor, "*#heads q d"],
    key: Float[Tensor, "*#heads k d"],
    value: Float[Tensor, "*#heads k v"],
    mask: Bool[Tensor, "*#heads #q #k"] | None = None,
    *,
    window: int,
    causal: bool = False,
    bias: Float[Tensor, "*#heads #q #k"] | None = None,
    scale: float | None = None,
) -> Float[Tensor, "*heads q v"]:
    """Attend to positions less than `window` away.

    Queries are the last positions. They go `window` at a time, together with
    the keys that any of them can see, so time grows with length · window and
    not with the square. `partial(attend, window=4096)` is a way to attend for
    `MultiHeadAttention`. Stacked layers see further: what a neighbor saw
    before is in its token.

    Args:
        query: what each position looks for.
        key: what each position can be found by.
        value: what each position gives when it is looked at.
        mask: True where a query may look; broadcasts over leading axes.
        window: a query at i sees keys with |i − j| < window.
        causal: also forbid looking ahead, counting from the last position.
        bias: added to the scores before the softmax.
        scale: what the dot products are multiplied by; 1/√d by default.

    Raises:
        ValueError: if shapes do not fit or `window` is not positive.

    Example:
        >>> x, value = torch.zeros(3, 1), torch.tensor([[1.0], [3.0], [5.0]])
        >>> attend(x, x, value, window=2, causal=True)
        tensor([[1.],
                [2.],
                [4.]])
    """
    check_shapes(query, key, value, mask=mask, bias=bias)
    if window < 1:
        raise ValueError(f"{window=} must be at least 1: a token sees itself")
    n_query, n_key = query.shape[-2], key.shape[-2]
    before = n_key - n_query  # the first query stands behind these keys
    outputs = []
    for start in range(0, max(n_query, 1), window):
        stop = min(start + window, n_query)
        first = max(0, before + start - window + 1)
        reach = before + stop + (0 if causal else window - 1)
        last = max(first, min(n_key, reach))
        rows = torch.arange(before + start, before + stop, device=query.device)
        columns = torch.arange(first, last, device=query.device)
        ahead = columns - rows[:, None]
        near = ahead.abs() < window
        if causal:
            near = near & (ahead <= 0)
        chunk = slice(start, stop), slice(first, last)
        outputs.append(
            fused.attend(
                query[..., start:stop, :],
                key[..., first:last, :],
                value[..., first:last, :],
                near if mask is None else near & _cut(mask, *chunk),
                bias=None if bias is None else _cut(bias, *chunk),
                scale=scale,
            )
        )
    return torch.cat(outputs, dim=-2)


# --8<-- [end:attend]


def _cut(extra: Tensor, rows: slice, columns: slice) -> Tensor:
    """Take a part of a mask or bias; an axis that broadcasts stays whole."""
    if extra.shape[-2] > 1:
        extra = extra[..., rows, :]
    return extra[..., columns] if extra.shape[-1] > 1 else extra


# --8<-- [start:RollingCache]
class RollingCache:
    """A cache that forgets what no later position can see.

    It holds `window − 1` positions however long the text. Mistral writes
    position i into slot i mod window, which saves a copy at each step; here
    the order is kept, so that masks and biases stay right.

    Args:
        window: that of the attention.

    Raises:
        ValueError: if `window` is not positive.

    Example:
        >>> cache = RollingCache(window=3)
        >>> for token in torch.arange(5.0).view(5, 1, 1, 1, 1):
        ...     key, value = cache.append(token, token)
        >>> key.flatten()
        tensor([2., 3., 4.])
    """

    def __init__(self, *, window: int) -> None:
        if window < 1:
            raise ValueError(
                f"{window=} must be at least 1: a token sees itself"
            )
        self.window = window
        self.keys: Tensor | None = None
        self.values: Tensor | None = None

    def append(
        self,
        key: Float[Tensor, "batch kv_heads new d"],
        value: Float[Tensor, "batch kv_heads new d"],
    ) -> tuple[
        Float[Tensor, "batch kv_heads k d"], Float[Tensor, "batch kv_heads k d"]
    ]:
        """Return what the new positions can see; keep what later ones can."""
        if self.keys is not None and self.values is not None:
            key = torch.cat([self.keys, key], dim=-2)
            value = torch.cat([self.values, value], dim=-2)
        # A copy: a view would keep all of a long prompt alive.
        first = max(0, key.shape[-2] - self.window + 1)
        self.keys = key[..., first:, :].clone()
        self.values = value[..., first:, :].clone()
        return key, value


# --8<-- [end:RollingCache]
