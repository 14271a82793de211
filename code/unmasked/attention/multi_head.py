"""Multi-head attention: several small attentions side by side.

Source: Vaswani et al. 2017, "Attention Is All You Need", §3.2.2,
https://arxiv.org/abs/1706.03762
Lesson: docs/transformer/multi-head-attention.md
"""

from einops import rearrange
from jaxtyping import Bool, Float
from torch import Tensor, nn

from unmasked._sizes import check_positive
from unmasked.attention import fused
from unmasked.attention.protocols import Attend, LayerCache, Rotate
from unmasked.attention.shapes import (
    check_context,
    check_tokens,
    head_width,
)

KeysValues = tuple[
    Float[Tensor, "batch heads k d_head"], Float[Tensor, "batch heads k d_head"]
]


# --8<-- [start:MultiHeadAttention]
class MultiHeadAttention(nn.Module):
    """Look at the same tokens in several ways, and combine what was seen.

        headᵢ = attend(x Qᵢ, c Kᵢ, c Vᵢ)
        MultiHeadAttention(x, c) = concat(head₀, head₁, …) O

    In self-attention the context c is x itself; in cross-attention it is
    another sequence, such as the encoder's output. Every head reads all of
    d_model, through projections of its own: it is the projected query, key
    and value that are cut into heads. Without biases, 4·d_model² weights, for
    any number of heads.

    Args:
        d_model: width of the tokens.
        n_heads: number of heads.
        d_head: width of a head; d_model / n_heads by default.
        bias: add a vector after each projection.
        key_bias: whether the keys get one; as `bias` by default. It moves all
            scores of a query alike, so the softmax cannot see it.
        attend: how a head looks. Models with another scale fix it:
            `partial(fused.attend, scale=1.0)`.

    Raises:
        ValueError: if a size is not positive, `n_heads` does not divide
            `d_model` and no `d_head` is given, an input is not
            (batch, length, d_model), or a context comes with a rotation or a
            cache.

    Example:
        >>> import torch
        >>> attention = MultiHeadAttention(d_model=8, n_heads=2)
        >>> x, context = torch.randn(1, 3, 8), torch.randn(1, 5, 8)
        >>> attention(x, causal=True).shape, attention(x, context).shape
        (torch.Size([1, 3, 8]), torch.Size([1, 3, 8]))
        >>> sum(weight.numel() for weight in attention.parameters())
        256
    """

    def __init__(
        self,
        *,
        d_model: int,
        n_heads: int,
        d_head: int | None = None,
        bias: bool = False,
        key_bias: bool | None = None,
        attend: Attend = fused.attend,
    ) -> None:
        super().__init__()
        check_positive(d_model=d_model, n_heads=n_heads)
        self.d_model, self.n_heads = d_model, n_heads
        self.d_head = head_width(d_model, n_heads) if d_head is None else d_head
        check_positive(d_head=self.d_head)
        d_heads = n_heads * self.d_head
        self.q_proj = nn.Linear(d_model, d_heads, bias=bias)
        self.k_proj = nn.Linear(
            d_model, d_heads, bias=bias if key_bias is None else key_bias
        )
        self.v_proj = nn.Linear(d_model, d_heads, bias=bias)
        self.o_proj = nn.Linear(d_heads, d_model, bias=bias)
        self.attend = attend

    # --8<-- [start:forward]
    def forward(
        self,
        x: Float[Tensor, "batch q d_model"],
        context: Float[Tensor, "batch k d_model"] | KeysValues | None = None,
        mask: Bool[Tensor, "*#scores #q #all_k"] | None = None,
        *,
        causal: bool = False,
        bias: Float[Tensor, "*#scores #q #all_k"] | None = None,
        rotary: Rotate | None = None,
        cache: LayerCache | None = None,
    ) -> Float[Tensor, "batch q d_model"]:
        """Let each token of `x` look at the context, or at `x` itself.

        Args:
            x: the tokens that look.
            context: the tokens looked at, or what `keys_values` made of them
                once, for a decoder that reads the same ones at every step.
            mask: True where a query may look; broadcasts to
                (batch, heads, queries, keys).
            causal: also forbid looking ahead, counting from the last token.
            bias: added to the scores, which are (batch, heads, queries, keys).
            rotary: turns queries and keys by their positions.
            cache: adds the keys and values of what came before.
        """
        check_tokens(x, d_model=self.d_model)
        check_context(context, rotary=rotary, cache=cache)
        query = self._split(self.q_proj(x))
        if isinstance(context, tuple):
            key, value = context
        else:
            key, value = self.keys_values(x if context is None else context)
        if rotary is not None:
            query, key = rotary(query), rotary(key)
        if cache is not None:
            key, value = cache.append(key, value)
        heads = self.attend(query, key, value, mask, causal=causal, bias=bias)
        return self.o_proj(rearrange(heads, "b h t d -> b t (h d)"))

    # --8<-- [end:forward]

    def keys_values(
        self, context: Float[Tensor, "batch k d_model"]
    ) -> KeysValues:
        """Project what is looked at, once for all queries to come."""
        check_tokens(context, d_model=self.d_model)
        key, value = self.k_proj(context), self.v_proj(context)
        return self._split(key), self._split(value)

    def _split(self, x: Tensor) -> Tensor:
        return rearrange(x, "b t (h d) -> b h t d", h=self.n_heads)


# --8<-- [end:MultiHeadAttention]
