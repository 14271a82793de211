"""Sinusoidal positions: waves of many lengths, added to the tokens.

Source: Vaswani et al. 2017, "Attention Is All You Need", §3.5,
https://arxiv.org/abs/1706.03762; and what its authors ran,
`get_timing_signal_1d` of tensor2tensor,
https://github.com/tensorflow/tensor2tensor/blob/master/tensor2tensor/layers/common_attention.py
Lesson: docs/transformer/positional-encoding.md
"""

import torch
from jaxtyping import Float, Real
from torch import Tensor

from unmasked._sizes import check_positive


# --8<-- [start:sinusoidal]
def sinusoidal_positions(
    positions: Real[Tensor, "*axes"], *, d_model: int, base: float = 10_000.0
) -> Float[Tensor, "*axes d_model"]:
    """Give each position a vector of sines and cosines, as printed.

        PE(p, 2i)   = sin(p / base^(2i/d))
        PE(p, 2i+1) = cos(p / base^(2i/d))

    Each pair is a hand of a clock, the first goes round in 2π positions, the
    last in 2π·base^((d−2)/d). A shift by k positions turns every hand by a
    fixed angle, so PE(p + k) is a rotation of PE(p), the same for all p.

    Args:
        positions: where the tokens stand; fractions will do.
        d_model: width of the vectors, even.
        base: how long the waves get.

    Raises:
        ValueError: if `d_model` is not a positive even number.

    Example:
        >>> sinusoidal_positions(torch.arange(2), d_model=4)
        tensor([[0.0000, 1.0000, 0.0000, 1.0000],
                [0.8415, 0.5403, 0.0100, 0.9999]])
    """
    n_pairs = _count_pairs(d_model)
    pair = torch.arange(n_pairs, device=positions.device)
    angles = positions[..., None].float() * base ** -(pair / n_pairs)
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(-2)


# --8<-- [end:sinusoidal]


# --8<-- [start:tensor2tensor]
def sinusoidal_positions_tensor2tensor(
    positions: Real[Tensor, "*axes"], *, d_model: int, base: float = 10_000.0
) -> Float[Tensor, "*axes d_model"]:
    """Give each position a vector of sines and cosines, as released.

        PE(p, i)       = sin(p / base^(i/(d/2−1)))
        PE(p, d/2 + i) = cos(p / base^(i/(d/2−1)))

    It differs from the paper twice: all sines come first, which only reorders
    the features, and the longest wave is 2π·base exactly. Whisper's encoder
    has these, too.

    Args:
        positions: where the tokens stand; fractions will do.
        d_model: width of the vectors, even.
        base: how long the waves get.

    Raises:
        ValueError: if `d_model` is not a positive even number.

    Example:
        >>> sinusoidal_positions_tensor2tensor(torch.arange(2), d_model=4)
        tensor([[0.0000e+00, 0.0000e+00, 1.0000e+00, 1.0000e+00],
                [8.4147e-01, 1.0000e-04, 5.4030e-01, 1.0000e+00]])
    """
    n_pairs = _count_pairs(d_model)
    pair = torch.arange(n_pairs, device=positions.device)
    frequencies = base ** -(pair / max(n_pairs - 1, 1))
    angles = positions[..., None].float() * frequencies
    return torch.cat([angles.sin(), angles.cos()], dim=-1)


# --8<-- [end:tensor2tensor]


def _count_pairs(d_model: int) -> int:
    check_positive(d_model=d_model)
    if d_model % 2:
        raise ValueError(
            f"{d_model=} must be even: each sine comes with a cosine"
        )
    return d_model // 2
