"""Multiplicative attention: a product decides how well a key matches.

Luong et al. compare three scores. *Dot* is q·k: scaled dot-product attention
without the scaling, `partial(scaled_dot_product.attend, scale=1.0)`. *General*
is here. *Concat* is `unmasked.attention.additive`.

Source: Luong, Pham and Manning 2015, "Effective Approaches to Attention-based
Neural Machine Translation", §3.1, https://arxiv.org/abs/1508.04025
Lesson: docs/start/recurrent-networks.md
"""

from jaxtyping import Bool, Float
from torch import Tensor, nn

from unmasked._sizes import check_positive, check_width
from unmasked.attention.scaled_dot_product import attend, attention_weights


# --8<-- [start:MultiplicativeAttention]
class MultiplicativeAttention(nn.Module):
    """Score by a product with a learned matrix between.

        eᵢⱼ = qᵢᵀ W kⱼ
        output = softmax(e) V

    A transformer's head is this with W = Qᵀ K of low rank, and scaled: the
    projections of queries and keys only ever appear as their product.

    Args:
        d_query: width of the queries (the decoder's state).
        d_key: width of the keys (the encoder's states).

    Raises:
        ValueError: if a size is not positive, an input has another width, or
            lengths, leading axes or a mask do not fit together.
        TypeError: if a mask is not boolean.

    Example:
        >>> import torch
        >>> attention = MultiplicativeAttention(d_query=3, d_key=4)
        >>> state, states = torch.randn(1, 1, 3), torch.randn(1, 7, 4)
        >>> attention(state, states, states).shape
        torch.Size([1, 1, 4])
    """

    def __init__(self, *, d_query: int, d_key: int) -> None:
        super().__init__()
        check_positive(d_query=d_query, d_key=d_key)
        self.d_query, self.d_key = d_query, d_key
        self.k_proj = nn.Linear(d_key, d_query, bias=False)

    def forward(
        self,
        query: Float[Tensor, "*#heads q d_query"],
        key: Float[Tensor, "*#heads k d_key"],
        value: Float[Tensor, "*#heads k v"],
        mask: Bool[Tensor, "*#heads #q #k"] | None = None,
    ) -> Float[Tensor, "*heads q v"]:
        """Average the values, weighted by how well each key matches."""
        return attend(query, self._project(query, key), value, mask, scale=1.0)

    def weights(
        self,
        query: Float[Tensor, "*#heads q d_query"],
        key: Float[Tensor, "*#heads k d_key"],
        mask: Bool[Tensor, "*#heads #q #k"] | None = None,
    ) -> Float[Tensor, "*heads q k"]:
        """How much each query takes from each key: the soft alignment."""
        return attention_weights(
            query, self._project(query, key), mask, scale=1.0
        )

    def _project(self, query: Tensor, key: Tensor) -> Tensor:
        check_width(query, d_model=self.d_query)
        check_width(key, d_model=self.d_key)
        return self.k_proj(key)


# --8<-- [end:MultiplicativeAttention]
