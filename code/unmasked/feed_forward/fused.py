"""Activation functions, the fast path: PyTorch's own, one kernel each.

The same names and numbers as `unmasked.feed_forward.activations`; in the
backward pass they keep `x` and nothing else. Models use these.

Source: https://docs.pytorch.org/docs/stable/nn.functional.html#non-linear-activation-functions
Lesson: docs/transformer/feed-forward.md
"""

import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor


def relu(x: Float[Tensor, "*axes"]) -> Float[Tensor, "*axes"]:
    """Keep what is positive: max(0, x).

    Example:
        >>> import torch
        >>> relu(torch.tensor([-2.0, 0.0, 2.0]))
        tensor([0., 0., 2.])
    """
    return F.relu(x)


def relu_squared(x: Float[Tensor, "*axes"]) -> Float[Tensor, "*axes"]:
    """Keep what is positive, squared: max(0, x)².

    Example:
        >>> import torch
        >>> relu_squared(torch.tensor([-2.0, 0.5, 2.0]))
        tensor([0.0000, 0.2500, 4.0000])
    """
    return F.relu(x).square()


def gelu(x: Float[Tensor, "*axes"]) -> Float[Tensor, "*axes"]:
    """Keep each number with the probability that a normal one is below it.

    Example:
        >>> import torch
        >>> gelu(torch.tensor([-0.75, 0.0, 2.0]))
        tensor([-0.1700,  0.0000,  1.9545])
    """
    return F.gelu(x)


def gelu_tanh(x: Float[Tensor, "*axes"]) -> Float[Tensor, "*axes"]:
    """Approximate `gelu` with a tanh, as GPT-2 and Gemma do.

    Example:
        >>> import torch
        >>> gelu_tanh(torch.tensor([-0.75, 0.0, 2.0]))
        tensor([-0.1700,  0.0000,  1.9546])
    """
    return F.gelu(x, approximate="tanh")


def silu(x: Float[Tensor, "*axes"]) -> Float[Tensor, "*axes"]:
    """Let each number decide how much of itself passes: x σ(x).

    Example:
        >>> import torch
        >>> silu(torch.tensor([-2.0, 0.0, 2.0]))
        tensor([-0.2384,  0.0000,  1.7616])
    """
    return F.silu(x)
