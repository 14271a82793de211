"""Rotary positions past the trained length: turn the hands more slowly.

Each function takes the frequencies and returns others, so
`Rotary(d_rotary=64, scaling=partial(linear_scaling, factor=4.0))` reads four
times as far. All but the first spare the fast pairs, which tell neighbors
apart, and slow down most those that never went round in training.
YaRN has a file of its own, `unmasked.positions.yarn`.

Source: given with each function.
Lesson: docs/transformer/positional-encoding.md
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from unmasked._sizes import check_positive

Frequencies = Float[Tensor, " pairs"]


def linear_scaling(frequencies: Frequencies, *, factor: float) -> Frequencies:
    """Slow all pairs alike: position s·p is turned as p was.

        θᵢ′ = θᵢ / s

    Source: Chen et al. 2023, "Extending Context Window of Large Language
    Models via Positional Interpolation", §2.3,
    https://arxiv.org/abs/2306.15595

    Raises:
        ValueError: if `factor` is below 1.

    Example:
        >>> linear_scaling(torch.tensor([1.0, 0.01]), factor=4.0)
        tensor([0.2500, 0.0025])
    """
    check_factor(factor)
    return frequencies / factor


def ntk_aware_scaling(
    frequencies: Frequencies, *, factor: float
) -> Frequencies:
    """Slow the last pair by s, the first not at all, the others between.

        θᵢ′ = θᵢ · s^(−2i/(d−2)), the same as base′ = base · s^(d/(d−2))

    Source: Peng et al. 2023, "YaRN", §3, https://arxiv.org/abs/2309.00071,
    which credits a post by bloc97.

    Raises:
        ValueError: if `factor` is below 1.

    Example:
        >>> ntk_aware_scaling(torch.tensor([1.0, 0.1, 0.01]), factor=4.0)
        tensor([1.0000, 0.0500, 0.0025])
    """
    check_factor(factor)
    pair = torch.arange(len(frequencies), device=frequencies.device)
    return frequencies * factor ** -(pair / max(len(frequencies) - 1, 1))


# --8<-- [start:llama3]
def llama3_scaling(
    frequencies: Frequencies,
    *,
    factor: float = 8.0,
    low: float = 1.0,
    high: float = 4.0,
    original_length: int = 8192,
) -> Frequencies:
    """Slow by s the pairs that went round less than once in training.

    With r = original_length · θ / 2π turns in the original length, a pair is
    slowed by s if r < `low`, left alone if r > `high`, and in between a mix
    of both, in proportion.

    Source: Meta's code for Llama 3.1, `apply_scaling` in
    https://github.com/meta-llama/llama-models/blob/main/models/llama3/model.py

    Raises:
        ValueError: if `factor` is below 1, `low` is not below `high`, or
            `original_length` is not positive.

    Example:
        >>> turns = torch.tensor([0.5, 2.5, 5.0])
        >>> frequencies = turns * 2 * math.pi / 8192
        >>> frequencies / llama3_scaling(frequencies)
        tensor([8.0000, 1.7778, 1.0000])
    """
    check_factor(factor)
    check_positive(original_length=original_length)
    if low >= high:
        raise ValueError(f"{low=} must be below {high=}")
    turns = original_length * frequencies / (2 * math.pi)
    keep = ((turns - low) / (high - low)).clamp(0, 1)
    return keep * frequencies + (1 - keep) * frequencies / factor


# --8<-- [end:llama3]


def check_factor(factor: float) -> None:
    """Refuse to shorten what can be read.

    Raises:
        ValueError: if `factor` is below 1.
    """
    if factor < 1:
        raise ValueError(f"{factor=} must be at least 1: it makes room")
