"""Shaw's relative positions: vectors for distances, added to keys and values.

The first relative positions in a transformer.

Source: Shaw, Uszkoreit and Vaswani 2018, "Self-Attention with Relative
Position Representations", §3, eq. 3 and 4, https://arxiv.org/abs/1803.02155
Lesson: docs/transformer/positional-encoding.md
"""

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from unmasked._sizes import check_positive, check_width
from unmasked.attention.scaled_dot_product import masked_softmax
from unmasked.attention.shapes import check_shapes


# --8<-- [start:ShawAttention]
class ShawAttention(nn.Module):
    """Attend to keys and values that know how far away they are.

        eᵢⱼ = qᵢ · (kⱼ + aᴷ[j − i]) / √d
        outputᵢ = Σⱼ softmax(e)ᵢⱼ (vⱼ + aⱽ[j − i])

    Distances beyond `max_distance` share a vector. All heads share the
    tables. A way to attend that has weights:
    `MultiHeadAttention(attend=ShawAttention(d_head=64, max_distance=16))`.
    The matrix of weights is held: no fused kernel knows these vectors.

    Args:
        d_head: width of a head.
        max_distance: the farthest distance with a vector of its own.

    Raises:
        ValueError: if a size is not positive, or shapes do not fit.

    Example:
        >>> attention = ShawAttention(d_head=4, max_distance=2)
        >>> x = torch.randn(1, 3, 4)
        >>> attention(x, x, x, causal=True).shape
        torch.Size([1, 3, 4])
        >>> attention.key_table.shape
        torch.Size([5, 4])
    """

    def __init__(self, *, d_head: int, max_distance: int) -> None:
        super().__init__()
        check_positive(d_head=d_head, max_distance=max_distance)
        self.d_head, self.max_distance = d_head, max_distance
        table = torch.empty(2, 2 * max_distance + 1, d_head)
        nn.init.xavier_uniform_(table[0])
        nn.init.xavier_uniform_(table[1])
        self.key_table = nn.Parameter(table[0])
        self.value_table = nn.Parameter(table[1])

    def forward(
        self,
        query: Float[Tensor, "*#heads q d"],
        key: Float[Tensor, "*#heads k d"],
        value: Float[Tensor, "*#heads k d"],
        mask: Bool[Tensor, "*#heads #q #k"] | None = None,
        *,
        causal: bool = False,
        bias: Float[Tensor, "*#heads #q #k"] | None = None,
        scale: float | None = None,
    ) -> Float[Tensor, "*heads q d"]:
        """Average the values; the arguments are those of any `attend`."""
        check_shapes(query, key, value, mask=mask, bias=bias)
        check_width(query, d_model=self.d_head)
        check_width(value, d_model=self.d_head)
        if scale is None:
            scale = self.d_head**-0.5
        n_query, n_key = query.shape[-2], key.shape[-2]
        row = torch.arange(n_query, device=query.device)[:, None]
        column = torch.arange(n_key, device=query.device)
        ahead = column - (row + n_key - n_query)
        entry = self.max_distance + ahead.clamp(
            -self.max_distance, self.max_distance
        )
        # One product with the whole table; then each pair takes its entry.
        # Vectors for all pairs would be d times larger than the scores.
        by_entry = query @ self.key_table.mT
        scores = (query @ key.mT + by_entry[..., row, entry]) * scale
        if bias is not None:
            scores = scores + bias.to(scores.dtype)
        weights = masked_softmax(scores, mask, causal=causal)
        # The other way round: how much weight each entry of the table has.
        of_entry = weights.new_zeros(*weights.shape[:-1], len(self.value_table))
        of_entry = of_entry.scatter_add(-1, entry.expand_as(weights), weights)
        return weights @ value + of_entry @ self.value_table


# --8<-- [end:ShawAttention]
