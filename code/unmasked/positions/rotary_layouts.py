"""Which features make a pair that rotary positions turn: two layouts.

Source: interleaved: Su et al. 2021, "RoFormer", eq. 34,
https://arxiv.org/abs/2104.09864; half-split: Hugging Face's code for Llama,
https://github.com/huggingface/transformers/blob/main/src/transformers/models/llama/modeling_llama.py
Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Callable

import torch
from jaxtyping import Float, Int
from torch import Tensor

from unmasked._sizes import check_positive

# What both functions below are: (x, cos, sin) -> x, turned.
RotatePairs = Callable[[Tensor, Tensor, Tensor], Tensor]


# --8<-- [start:interleaved]
def rotate_interleaved(
    x: Float[Tensor, "*axes d"],
    cos: Float[Tensor, "*#axes pairs"],
    sin: Float[Tensor, "*#axes pairs"],
) -> Float[Tensor, "*axes d"]:
    """Turn each pair of neighbors, (x₀, x₁), (x₂, x₃), …, by its angle.

        (a, b) → (a cos − b sin, a sin + b cos)

    The paper's layout. Features beyond the last pair stay as they are.

    Example:
        >>> quarter = torch.tensor([0.0]), torch.tensor([1.0])
        >>> rotate_interleaved(torch.tensor([1.0, 2.0, 3.0]), *quarter)
        tensor([-2.,  1.,  3.])
    """
    turned, rest = x.tensor_split([2 * cos.shape[-1]], dim=-1)
    a, b = turned[..., 0::2], turned[..., 1::2]
    pairs = torch.stack([a * cos - b * sin, a * sin + b * cos], dim=-1)
    return torch.cat([pairs.flatten(-2).to(x.dtype), rest], dim=-1)


# --8<-- [end:interleaved]


# --8<-- [start:half_split]
def rotate_half_split(
    x: Float[Tensor, "*axes d"],
    cos: Float[Tensor, "*#axes pairs"],
    sin: Float[Tensor, "*#axes pairs"],
) -> Float[Tensor, "*axes d"]:
    """Turn the pairs (x₀, x_{d/2}), (x₁, x_{d/2+1}), … by their angles.

    The layout of Hugging Face's Llama, GPT-NeoX and most checkpoints. It does
    the same as `rotate_interleaved` to features in another order: weights
    trained for one have to be permuted by `half_split_order` for the other.

    Example:
        >>> quarter = torch.tensor([0.0]), torch.tensor([1.0])
        >>> rotate_half_split(torch.tensor([1.0, 2.0, 3.0]), *quarter)
        tensor([-2.,  1.,  3.])
    """
    n = cos.shape[-1]
    a, b, rest = x.tensor_split([n, 2 * n], dim=-1)
    halves = torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)
    return torch.cat([halves.to(x.dtype), rest], dim=-1)


# --8<-- [end:half_split]


def half_split_order(d_rotary: int) -> Int[Tensor, " d_rotary"]:
    """Where each feature of the half-split layout is in the interleaved one.

    `x[..., half_split_order(d)]` goes from interleaved to half-split, and so
    does the same choice of rows in the query and key projection of each head.

    Raises:
        ValueError: if `d_rotary` is not a positive even number.

    Example:
        >>> half_split_order(6)
        tensor([0, 2, 4, 1, 3, 5])
    """
    check_pairs(d_rotary=d_rotary)
    return torch.arange(d_rotary).unflatten(0, (-1, 2)).mT.flatten()


def check_pairs(*, d_rotary: int) -> None:
    """Refuse a number of features that makes no pairs.

    Raises:
        ValueError: if `d_rotary` is not a positive even number.
    """
    check_positive(d_rotary=d_rotary)
    if d_rotary % 2:
        raise ValueError(f"{d_rotary=} must be even: features turn in pairs")
