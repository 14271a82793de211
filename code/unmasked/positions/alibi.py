"""ALiBi: scores fall in a straight line with distance.

Source: Press, Smith and Lewis 2022, "Train Short, Test Long: Attention with
Linear Biases Enables Input Length Extrapolation", §3,
https://arxiv.org/abs/2108.12409; for numbers of heads that are no power of
two, their code, https://github.com/ofirpress/attention_with_linear_biases
Lesson: docs/transformer/positional-encoding.md
"""

import torch
from jaxtyping import Float
from torch import Tensor

from unmasked._sizes import check_lengths, check_positive


# --8<-- [start:slopes]
def alibi_slopes(
    n_heads: int, *, device: torch.device | str | None = None
) -> Float[Tensor, " heads"]:
    """How steeply the scores of each head fall.

        mₕ = 2^(−8(h+1)/n), for h = 0 … n − 1

    For n that is no power of two, the slopes of the largest power p below it,
    and then every second one of those for 2p.

    Raises:
        ValueError: if `n_heads` is not positive.

    Example:
        >>> alibi_slopes(4)
        tensor([0.2500, 0.0625, 0.0156, 0.0039])
    """
    check_positive(n_heads=n_heads)
    power = 1 << (n_heads.bit_length() - 1)
    exponents = torch.arange(1, power + 1, device=device) / power
    between = torch.arange(1, 2 * power, 2, device=device) / (2 * power)
    return 2.0 ** (-8 * torch.cat([exponents, between[: n_heads - power]]))


# --8<-- [end:slopes]


# --8<-- [start:alibi_bias]
def alibi_bias(
    n_query: int,
    n_key: int | None = None,
    *,
    n_heads: int,
    device: torch.device | str | None = None,
) -> Float[Tensor, "heads q k"]:
    """What to add to the scores: −m · distance.

        biasₕᵢⱼ = −mₕ |i − j|

    Nothing is learned. Queries are the last positions, as in decoding with a
    cache. The paper has it for causal attention; the distance backwards is
    what it is forwards, which serves encoders.

    Args:
        n_query: number of queries.
        n_key: number of keys; as many as queries by default.
        n_heads: number of heads.
        device: where it is made.

    Raises:
        ValueError: if `n_heads` is not positive or a length is negative.

    Example:
        >>> alibi_bias(1, 3, n_heads=2)
        tensor([[[-0.1250, -0.0625, -0.0000]],
        <BLANKLINE>
                [[-0.0078, -0.0039, -0.0000]]])
    """
    n_key = n_query if n_key is None else n_key
    check_lengths(n_query=n_query, n_key=n_key)
    rows = torch.arange(n_query, device=device) + n_key - n_query
    columns = torch.arange(n_key, device=device)
    distance = (rows[:, None] - columns).abs()
    return -alibi_slopes(n_heads, device=device)[:, None, None] * distance


# --8<-- [end:alibi_bias]
