"""Attention sinks: somewhere to look when there is nothing to see.

A softmax has to spend all its weight. Trained models put what they do not
need on the first tokens, whatever these are (Xiao et al. call them sinks).
Two answers: `streaming_mask` keeps the first tokens in sight of a sliding
window; `SinkAttention` gives each head a place to put weight on that is no
token at all.

Source: the observation and the mask: Xiao et al. 2023, "Efficient Streaming
Language Models with Attention Sinks", §3, https://arxiv.org/abs/2309.17453;
learned for each head, as here: OpenAI 2025, "gpt-oss-120b & gpt-oss-20b Model
Card", https://arxiv.org/abs/2508.10925; at 0: Miller 2023, "Attention Is Off By
One", https://www.evanmiller.org/attention-is-off-by-one.html
"""

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from torch import Tensor, nn

from unmasked._sizes import check_positive
from unmasked.attention import fused
from unmasked.attention.masks import causal_mask, sliding_window_mask
from unmasked.attention.protocols import Attend
from unmasked.attention.shapes import check_shapes


# --8<-- [start:streaming_mask]
def streaming_mask(
    n_query: int,
    n_key: int | None = None,
    *,
    window: int,
    n_first: int = 4,
    device: torch.device | str | None = None,
) -> Bool[Tensor, "q k"]:
    """Let each position see a sliding window and the first `n_first` tokens.

    What StreamingLLM looks at; four first tokens were enough in the paper. It
    also numbers positions by their place in the cache, not in the text, which
    a mask cannot do.

    Raises:
        ValueError: if a length or `n_first` is negative, or `window` is not
            positive.

    Example:
        >>> streaming_mask(4, window=2, n_first=1).int()
        tensor([[1, 0, 0, 0],
                [1, 1, 0, 0],
                [1, 1, 1, 0],
                [1, 0, 1, 1]], dtype=torch.int32)
    """
    if n_first < 0:
        raise ValueError(f"{n_first=} cannot be negative")
    near = sliding_window_mask(n_query, n_key, window=window, device=device)
    mask = causal_mask(n_query, n_key, device=device)
    return near | (
        mask & (torch.arange(mask.shape[-1], device=device) < n_first)
    )


# --8<-- [end:streaming_mask]


# --8<-- [start:SinkAttention]
class SinkAttention(nn.Module):
    """Attend, with one learned score in each head for looking nowhere.

        wⱼ = exp(sⱼ) / (exp(sink) + Σₖ exp(sₖ))

    The same as one more key, with score `sink` for every query and a value of
    zero. It starts at 0, where the denominator is 1 + Σₖ exp(sₖ): "softmax
    off by one", a first token whose key and value are zeros. A way to attend
    that has weights: `MultiHeadAttention(attend=SinkAttention(n_heads=8))`.

    Args:
        n_heads: number of query heads.
        attend: how to attend once there is such a key.

    Raises:
        ValueError: if `n_heads` is not positive, the queries have another
            number of heads, or shapes do not fit.

    Example:
        >>> attention = SinkAttention(n_heads=1)
        >>> x = torch.zeros(1, 1, 3, 2)
        >>> attention(x, x, value=torch.ones(1, 1, 3, 1))[0, 0, 0]
        tensor([0.7500], grad_fn=<SelectBackward0>)
    """

    def __init__(self, *, n_heads: int, attend: Attend = fused.attend) -> None:
        super().__init__()
        check_positive(n_heads=n_heads)
        self.sinks = nn.Parameter(torch.zeros(n_heads))
        self.attend = attend

    def forward(
        self,
        query: Float[Tensor, "batch *heads q d"],
        key: Float[Tensor, "batch *#heads k d"],
        value: Float[Tensor, "batch *#heads k v"],
        mask: Bool[Tensor, "*#scores #q #k"] | None = None,
        *,
        causal: bool = False,
        bias: Float[Tensor, "*#scores #q #k"] | None = None,
        scale: float | None = None,
    ) -> Float[Tensor, "batch *heads q v"]:
        """Average the values; the arguments are those of any `attend`."""
        check_shapes(query, key, value, mask=mask, bias=bias)
        heads = query.shape[1:-2]
        if heads.numel() != self.sinks.numel():
            raise ValueError(
                f"there are {self.sinks.numel()} sinks and the queries have "
                f"heads {tuple(heads)}: each head needs its own"
            )
        sinks, n_key = self.sinks.view(*heads, 1, 1), key.shape[-2]
        if mask is not None:  # one column for all keys: not for the sink, too
            mask = mask.expand(*mask.shape[:-1], n_key)
        if bias is None:
            bias = sinks.new_zeros(1, 1)
        rows = torch.broadcast_shapes(sinks.shape[:-1], bias.shape[:-1])
        # In front, the new key is in everyone's past.
        front = (0, 0, 1, 0)
        return self.attend(
            query,
            F.pad(key, front),
            F.pad(value, front),
            None if mask is None else F.pad(mask, (1, 0), value=True),
            causal=causal,
            bias=torch.cat(
                [sinks.expand(*rows, 1), bias.expand(*rows, n_key)], dim=-1
            ),
            scale=scale,
        )


# --8<-- [end:SinkAttention]
