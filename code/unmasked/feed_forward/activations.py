"""Activation functions, the clear path: each formula as it is printed.

Models run `unmasked.feed_forward.fused`: the same functions, one kernel each.

Source: see each function.
Lesson: docs/transformer/feed-forward.md
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor


# --8<-- [start:relu]
def relu(x: Float[Tensor, "*axes"]) -> Float[Tensor, "*axes"]:
    """Keep what is positive: max(0, x).

    Source: Nair and Hinton 2010, "Rectified Linear Units Improve Restricted
    Boltzmann Machines"; in the transformer, Vaswani et al. 2017, §3.3, eq. 2.

    Example:
        >>> relu(torch.tensor([-2.0, 0.0, 2.0]))
        tensor([0., 0., 2.])
    """
    return x.clamp(min=0)


# --8<-- [end:relu]


def relu_squared(x: Float[Tensor, "*axes"]) -> Float[Tensor, "*axes"]:
    """Keep what is positive, squared: max(0, x)².

    Source: So et al. 2021, "Primer", https://arxiv.org/abs/2109.08668

    Example:
        >>> relu_squared(torch.tensor([-2.0, 0.5, 2.0]))
        tensor([0.0000, 0.2500, 4.0000])
    """
    return relu(x) ** 2


# --8<-- [start:gelu]
def gelu(x: Float[Tensor, "*axes"]) -> Float[Tensor, "*axes"]:
    """Keep each number with the probability that a normal one is below it.

        gelu(x) = x Φ(x) = x/2 · (1 + erf(x/√2))

    The exact form: BERT's, and PyTorch's default. It dips below zero, to
    −0.17 at −0.75, where ReLU is flat.

    Source: Hendrycks and Gimpel 2016, "Gaussian Error Linear Units", §2,
    https://arxiv.org/abs/1606.08415

    Example:
        >>> gelu(torch.tensor([-0.75, 0.0, 2.0]))
        tensor([-0.1700,  0.0000,  1.9545])
    """
    return 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))


def gelu_tanh(x: Float[Tensor, "*axes"]) -> Float[Tensor, "*axes"]:
    """Approximate `gelu` with a tanh, as GPT-2 and Gemma do.

        x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³)))

    Never off by more than 0.0005, which is enough to make a checkpoint
    answer differently: weights want the form that they were trained with.

    Source: Hendrycks and Gimpel 2016, "Gaussian Error Linear Units", §2,
    https://arxiv.org/abs/1606.08415

    Example:
        >>> gelu_tanh(torch.tensor([-0.75, 0.0, 2.0]))
        tensor([-0.1700,  0.0000,  1.9546])
    """
    inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)
    return 0.5 * x * (1 + torch.tanh(inner))


# --8<-- [end:gelu]


# --8<-- [start:silu]
def silu(x: Float[Tensor, "*axes"]) -> Float[Tensor, "*axes"]:
    """Let each number decide how much of itself passes: x σ(x).

    Also called Swish. With a gate beside it, it is SwiGLU (`gated`).

    Source: Hendrycks and Gimpel 2016, "Gaussian Error Linear Units", §2,
    https://arxiv.org/abs/1606.08415; Ramachandran et al. 2017, "Searching for
    Activation Functions", https://arxiv.org/abs/1710.05941

    Example:
        >>> silu(torch.tensor([-2.0, 0.0, 2.0]))
        tensor([-0.2384,  0.0000,  1.7616])
    """
    return x * torch.sigmoid(x)


# --8<-- [end:silu]
