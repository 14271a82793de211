"""T5's relative positions: one learned number for each bucket of distances.

Source: Raffel et al. 2020, "Exploring the Limits of Transfer Learning with a
Unified Text-to-Text Transformer", §2.1, https://arxiv.org/abs/1910.10683; the
buckets are those of its code, `_relative_position_bucket` in
https://github.com/tensorflow/mesh/blob/master/mesh_tensorflow/transformer/transformer_layers.py
Lesson: docs/transformer/positional-encoding.md
"""

import math

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from unmasked._sizes import check_lengths, check_positive


# --8<-- [start:buckets]
def distance_buckets(
    ahead: Int[Tensor, "*axes"],
    *,
    n_buckets: int = 32,
    max_distance: int = 128,
    causal: bool = False,
) -> Int[Tensor, "*axes"]:
    """Sort distances into buckets, fine when near and coarse when far.

    Half of the buckets hold one distance each: 0, 1, 2, … The others grow
    like a logarithm up to `max_distance`, and the last holds all beyond. An
    encoder spends half of all buckets on what lies behind and half on what
    lies ahead; a decoder has nothing ahead.

    Args:
        ahead: how far the key is ahead of the query, j − i.
        n_buckets: number of buckets.
        max_distance: all distances from here on are alike.
        causal: put everything ahead in the bucket of distance 0.

    Raises:
        ValueError: if there are too few buckets to halve, or `max_distance`
            lies among the distances that have a bucket each.

    Example:
        >>> ahead = torch.tensor([0, -1, -15, -16, -17, -60, -500])
        >>> distance_buckets(ahead, causal=True)
        tensor([ 0,  1, 15, 16, 16, 26, 31])
        >>> distance_buckets(torch.tensor([-3, 3]))
        tensor([ 3, 19])
    """
    n_sides = 1 if causal else 2
    if n_buckets < 2 * n_sides or n_buckets % (2 * n_sides):
        raise ValueError(f"{n_buckets=} must be a multiple of {2 * n_sides}")
    n_buckets //= n_sides
    n_exact = n_buckets // 2
    if max_distance <= n_exact:
        raise ValueError(
            f"{max_distance=} must be more than the {n_exact} distances that "
            "have a bucket each"
        )
    distance = (-ahead).clamp(min=0) if causal else ahead.abs()
    # From 0 at distance n_exact to 1 at max_distance.
    far = (distance.clamp(min=n_exact) / n_exact).log()
    far = far / math.log(max_distance / n_exact)
    coarse = n_exact + (far * (n_buckets - n_exact)).long()
    bucket = torch.where(
        distance < n_exact, distance, coarse.clamp(max=n_buckets - 1)
    )
    return bucket if causal else bucket + (ahead > 0) * n_buckets


# --8<-- [end:buckets]


# --8<-- [start:RelativeBias]
class RelativeBias(nn.Module):
    """Learn, for each head, what to add to a score at each distance.

        biasₕᵢⱼ = weight[bucket(j − i), h]

    T5 makes it once and adds it in every layer. It starts at 0.

    Args:
        n_heads: number of heads.
        n_buckets: number of buckets.
        max_distance: all distances from here on are alike.
        causal: for a decoder, in which nothing ahead is seen.

    Raises:
        ValueError: if a size is not positive, the buckets do not work out, or
            a length is negative.

    Example:
        >>> bias = RelativeBias(n_heads=2)
        >>> bias(3, 5).shape
        torch.Size([2, 3, 5])
    """

    def __init__(
        self,
        *,
        n_heads: int,
        n_buckets: int = 32,
        max_distance: int = 128,
        causal: bool = False,
    ) -> None:
        super().__init__()
        check_positive(n_heads=n_heads, n_buckets=n_buckets)
        self.n_buckets, self.max_distance = n_buckets, max_distance
        self.causal = causal
        self.weight = nn.Parameter(torch.zeros(n_buckets, n_heads))
        self.buckets(1, 1)  # refuses what does not work out

    def forward(
        self, n_query: int, n_key: int | None = None
    ) -> Float[Tensor, "heads q k"]:
        """Make the bias; queries are the last positions."""
        bias = self.weight[self.buckets(n_query, n_key)]
        return bias.permute(2, 0, 1)

    def buckets(
        self, n_query: int, n_key: int | None = None
    ) -> Int[Tensor, "q k"]:
        """The bucket of each query and key."""
        n_key = n_query if n_key is None else n_key
        check_lengths(n_query=n_query, n_key=n_key)
        device = self.weight.device
        rows = torch.arange(n_query, device=device) + n_key - n_query
        return distance_buckets(
            torch.arange(n_key, device=device) - rows[:, None],
            n_buckets=self.n_buckets,
            max_distance=self.max_distance,
            causal=self.causal,
        )


# --8<-- [end:RelativeBias]
