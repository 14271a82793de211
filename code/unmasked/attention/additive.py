"""Additive attention: a small network decides how well a key matches.

The first attention in translation, from before the transformer.

Source: Bahdanau, Cho and Bengio 2015, "Neural Machine Translation by Jointly
Learning to Align and Translate", §3.1 and appendix A.1.2,
https://arxiv.org/abs/1409.0473
Lesson: docs/start/recurrent-networks.md
"""

from jaxtyping import Bool, Float
from torch import Tensor, nn

from unmasked._sizes import check_positive, check_width
from unmasked.attention.scaled_dot_product import masked_softmax
from unmasked.attention.shapes import check_shapes


# --8<-- [start:AdditiveAttention]
class AdditiveAttention(nn.Module):
    """Score by a layer of tanh units, so widths need not agree.

        eᵢⱼ = vᵀ tanh(W qᵢ + U kⱼ)
        output = softmax(e) V

    The hidden layer exists for every pair of query and key: q·k·d_hidden
    numbers, where a dot product needs q·k.

    Luong et al. 2015 call the same score *concat*: their vᵀ tanh(M [q; k])
    has W and U side by side in M.

    Args:
        d_query: width of the queries (the decoder's state).
        d_key: width of the keys (the encoder's states).
        d_hidden: width of the layer between.

    Raises:
        ValueError: if a size is not positive, an input has another width, or
            lengths, leading axes or a mask do not fit together.
        TypeError: if a mask is not boolean.

    Example:
        >>> import torch
        >>> attention = AdditiveAttention(d_query=3, d_key=4, d_hidden=5)
        >>> state, states = torch.randn(1, 1, 3), torch.randn(1, 7, 4)
        >>> attention(state, states, states).shape
        torch.Size([1, 1, 4])
        >>> attention.weights(state, states).shape
        torch.Size([1, 1, 7])
        >>> attention.match(state, attention.project(states)).shape
        torch.Size([1, 1, 7])
    """

    def __init__(self, *, d_query: int, d_key: int, d_hidden: int) -> None:
        super().__init__()
        check_positive(d_query=d_query, d_key=d_key, d_hidden=d_hidden)
        self.d_query, self.d_key = d_query, d_key
        self.q_proj = nn.Linear(d_query, d_hidden, bias=False)
        self.k_proj = nn.Linear(d_key, d_hidden, bias=False)
        self.score_proj = nn.Linear(d_hidden, 1, bias=False)

    def forward(
        self,
        query: Float[Tensor, "*#heads q d_query"],
        key: Float[Tensor, "*#heads k d_key"],
        value: Float[Tensor, "*#heads k v"],
        mask: Bool[Tensor, "*#heads #q #k"] | None = None,
    ) -> Float[Tensor, "*heads q v"]:
        """Average the values, weighted by how well each key matches."""
        weights = self.weights(query, key, mask)
        check_shapes(key, key, value)
        return weights @ value

    def weights(
        self,
        query: Float[Tensor, "*#heads q d_query"],
        key: Float[Tensor, "*#heads k d_key"],
        mask: Bool[Tensor, "*#heads #q #k"] | None = None,
    ) -> Float[Tensor, "*heads q k"]:
        """How much each query takes from each key: the soft alignment."""
        return self.match(query, self.project(key), mask)

    def project(
        self, key: Float[Tensor, "*heads k d_key"]
    ) -> Float[Tensor, "*heads k d_hidden"]:
        """U k, which is the same for every query: compute it once."""
        check_width(key, d_model=self.d_key)
        return self.k_proj(key)

    def match(
        self,
        query: Float[Tensor, "*#heads q d_query"],
        projected: Float[Tensor, "*#heads k d_hidden"],
        mask: Bool[Tensor, "*#heads #q #k"] | None = None,
    ) -> Float[Tensor, "*heads q k"]:
        """The weights, from keys that `project` has seen."""
        check_width(query, d_model=self.d_query)
        asked = self.q_proj(query)
        check_shapes(asked, projected, mask=mask)
        pairs = asked[..., :, None, :] + projected[..., None, :, :]
        scores = self.score_proj(pairs.tanh()).squeeze(-1)
        return masked_softmax(scores, mask)


# --8<-- [end:AdditiveAttention]
