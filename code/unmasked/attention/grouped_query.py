"""Grouped-query attention: several query heads share one key/value head.

Source: Ainslie et al. 2023, "GQA: Training Generalized Multi-Query Transformer
Models from Multi-Head Checkpoints", §2.2, https://arxiv.org/abs/2305.13245;
one key/value head for all: Shazeer 2019, "Fast Transformer Decoding", §3,
https://arxiv.org/abs/1911.02150
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
    Float[Tensor, "batch kv_heads k d_head"],
    Float[Tensor, "batch kv_heads k d_head"],
]


# --8<-- [start:GroupedQueryAttention]
class GroupedQueryAttention(nn.Module):
    """Attention whose `n_heads` queries share `n_kv_heads` keys and values.

    Query head i reads key/value head j = ⌊i · n_kv_heads / n_heads⌋:

        headᵢ = attend(x Qᵢ, c Kⱼ, c Vⱼ)
        GroupedQueryAttention(x, c) = concat(head₀, head₁, …) O

    With `n_kv_heads == n_heads` it is multi-head attention, with
    `n_kv_heads == 1` multi-query attention. The KV cache shrinks by
    n_heads / n_kv_heads; the scores cost the same as before.

    Args:
        d_model: width of the tokens.
        n_heads: number of query heads.
        n_kv_heads: number of key/value heads.
        d_head: width of a head; d_model / n_heads by default.
        bias: add a vector to queries, keys and values.
        output_bias: whether the output gets one; as `bias` by default.
        q_norm: applied to each query head, `d_head` wide, before the rotation.
        k_norm: the same for the keys.
        attend: how a head looks, as in `MultiHeadAttention`.

    Raises:
        ValueError: if a size is not positive, `n_kv_heads` does not divide
            `n_heads`, `n_heads` does not divide `d_model` and no `d_head` is
            given, an input is not (batch, length, d_model), a mask or bias
            counts other heads than the queries', or a context comes with a
            rotation or a cache.

    Example:
        >>> import torch
        >>> attention = GroupedQueryAttention(
        ...     d_model=8, n_heads=4, n_kv_heads=2
        ... )
        >>> attention(torch.randn(1, 3, 8), causal=True).shape
        torch.Size([1, 3, 8])
        >>> attention.q_proj.weight.shape, attention.k_proj.weight.shape
        (torch.Size([8, 8]), torch.Size([4, 8]))
    """

    def __init__(
        self,
        *,
        d_model: int,
        n_heads: int,
        n_kv_heads: int,
        d_head: int | None = None,
        bias: bool = False,
        output_bias: bool | None = None,
        q_norm: nn.Module | None = None,
        k_norm: nn.Module | None = None,
        attend: Attend = fused.attend,
    ) -> None:
        super().__init__()
        check_positive(d_model=d_model, n_heads=n_heads, n_kv_heads=n_kv_heads)
        if n_heads % n_kv_heads:
            raise ValueError(f"{n_kv_heads=} must divide {n_heads=}")
        self.d_model, self.n_heads = d_model, n_heads
        self.n_kv_heads = n_kv_heads
        self.d_head = head_width(d_model, n_heads) if d_head is None else d_head
        check_positive(d_head=self.d_head)
        d_heads, d_kv = n_heads * self.d_head, n_kv_heads * self.d_head
        self.q_proj = nn.Linear(d_model, d_heads, bias=bias)
        self.k_proj = nn.Linear(d_model, d_kv, bias=bias)
        self.v_proj = nn.Linear(d_model, d_kv, bias=bias)
        self.o_proj = nn.Linear(
            d_heads, d_model, bias=bias if output_bias is None else output_bias
        )
        self.q_norm = nn.Identity() if q_norm is None else q_norm
        self.k_norm = nn.Identity() if k_norm is None else k_norm
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

        The arguments are those of `MultiHeadAttention`. The cache holds
        key/value heads only, and a mask or bias counts query heads.
        """
        check_tokens(x, d_model=self.d_model)
        check_context(context, rotary=rotary, cache=cache)
        query = rearrange(
            self.q_proj(x), "b t (h d) -> b h t d", h=self.n_heads
        )
        query = self.q_norm(query)
        if isinstance(context, tuple):
            key, value = context
        else:
            key, value = self.keys_values(x if context is None else context)
        if rotary is not None:
            query, key = rotary(query), rotary(key)
        if cache is not None:
            key, value = cache.append(key, value)
        # The new axis is the whole idea: in the queries it counts the members
        # of a group, and one key/value head broadcasts along it.
        heads = self.attend(
            query.unflatten(1, (self.n_kv_heads, -1)),
            key.unsqueeze(2),
            value.unsqueeze(2),
            self._group(mask),
            causal=causal,
            bias=self._group(bias),
        )
        return self.o_proj(rearrange(heads, "b kv g t d -> b t (kv g d)"))

    # --8<-- [end:forward]

    def keys_values(
        self, context: Float[Tensor, "batch k d_model"]
    ) -> KeysValues:
        """Project what is looked at, once for all queries to come."""
        check_tokens(context, d_model=self.d_model)
        split, n = "b t (kv d) -> b kv t d", self.n_kv_heads
        key = self.k_norm(rearrange(self.k_proj(context), split, kv=n))
        return key, rearrange(self.v_proj(context), split, kv=n)

    def _group(self, extra: Tensor | None) -> Tensor | None:
        """Split the axis of the heads as the queries' is, if there is one."""
        if extra is None or extra.ndim < 3:
            return extra
        if extra.shape[-3] == 1:
            return extra.unsqueeze(-3)
        if extra.shape[-3] != self.n_heads:
            raise ValueError(
                f"a mask or bias is for 1 or all {self.n_heads} query heads, "
                f"got one of shape {tuple(extra.shape)}"
            )
        return extra.unflatten(-3, (self.n_kv_heads, -1))


# --8<-- [end:GroupedQueryAttention]
