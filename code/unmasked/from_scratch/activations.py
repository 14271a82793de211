"""Activation functions in NumPy, each with its slope.

An activation works on every number by itself, so its backward pass is one
product: grad · slope(x).

Source: Hendrycks and Gimpel 2016, "Gaussian Error Linear Units", §2,
https://arxiv.org/abs/1606.08415
Lesson: docs/transformer/feed-forward.md
"""

import math

import numpy as np
from jaxtyping import Float
from numpy import ndarray

Numbers = Float[ndarray, "*axes"]


# --8<-- [start:relu]
def relu(x: Numbers) -> Numbers:
    """Keep what is positive: max(0, x).

    Example:
        >>> relu(np.array([-2.0, 0.0, 2.0]))
        array([0., 0., 2.])
    """
    return np.maximum(x, 0)


def relu_slope(x: Numbers) -> Numbers:
    """1 where x is positive, else 0."""
    return (x > 0).astype(x.dtype)


# --8<-- [end:relu]


def relu_squared(x: Numbers) -> Numbers:
    """Keep what is positive, squared: max(0, x)².

    Example:
        >>> relu_squared(np.array([-2.0, 0.5, 2.0]))
        array([0.  , 0.25, 4.  ])
    """
    return relu(x) ** 2


def relu_squared_slope(x: Numbers) -> Numbers:
    """2 max(0, x)."""
    return 2 * relu(x)


# --8<-- [start:gelu]
def normal_below(x: Numbers) -> Numbers:
    """Φ(x): the probability that a normal number is below x.

    Example:
        >>> normal_below(np.array([0.0, 1.96])).round(3)
        array([0.5  , 0.975])
    """
    # NumPy has no erf; Python has, for one number at a time.
    erf = np.vectorize(math.erf, otypes=[x.dtype])
    return 0.5 * (1 + erf(x / math.sqrt(2)))


def gelu(x: Numbers) -> Numbers:
    """Keep each number with the probability that a normal one is below it.

        gelu(x) = x Φ(x)

    Example:
        >>> gelu(np.array([-0.75, 0.0, 2.0])).round(4)
        array([-0.17  ,  0.    ,  1.9545])
    """
    return x * normal_below(x)


def gelu_slope(x: Numbers) -> Numbers:
    """Φ(x) + x φ(x), with φ the density of the normal distribution."""
    density = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    return normal_below(x) + x * density


# --8<-- [end:gelu]


# --8<-- [start:gelu_tanh]
def gelu_tanh(x: Numbers) -> Numbers:
    """Approximate `gelu` with a tanh, as GPT-2 does.

        x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³)))

    Example:
        >>> gelu_tanh(np.array([-0.75, 0.0, 2.0])).round(4)
        array([-0.17  ,  0.    ,  1.9546])
    """
    return 0.5 * x * (1 + _tanh_part(x))


def gelu_tanh_slope(x: Numbers) -> Numbers:
    """(1 + t)/2 + x/2 · (1 − t²) · √(2/π) (1 + 3 · 0.044715 x²)."""
    t = _tanh_part(x)
    inner_slope = math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x**2)
    return 0.5 * (1 + t) + 0.5 * x * (1 - t**2) * inner_slope


def _tanh_part(x: Numbers) -> Numbers:
    return np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))


# --8<-- [end:gelu_tanh]


# --8<-- [start:silu]
def sigmoid(x: Numbers) -> Numbers:
    """σ(x) = 1 / (1 + e⁻ˣ), by a tanh, which cannot overflow.

    Example:
        >>> sigmoid(np.array([-1000.0, 0.0]))
        array([0. , 0.5])
    """
    return 0.5 * (1 + np.tanh(x / 2))


def silu(x: Numbers) -> Numbers:
    """Let each number decide how much of itself passes: x σ(x).

    Example:
        >>> silu(np.array([-2.0, 0.0, 2.0])).round(4)
        array([-0.2384,  0.    ,  1.7616])
    """
    return x * sigmoid(x)


def silu_slope(x: Numbers) -> Numbers:
    """σ(x) (1 + x (1 − σ(x)))."""
    s = sigmoid(x)
    return s * (1 + x * (1 - s))


# --8<-- [end:silu]
