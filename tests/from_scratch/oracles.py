"""Two ways to know a gradient that are not the formula under test."""

from collections.abc import Callable

import numpy as np
from numpy import ndarray
from torch import Tensor, nn


def finite_difference(
    loss: Callable[[], float], x: ndarray, step: float = 1e-6
) -> ndarray:
    """∂loss/∂x, by moving each number of `x` a little to both sides.

    In float64 the error is about step² from the curve, and 1e-16/step from
    rounding: some 1e-10.
    """
    grad = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        kept = x[place]
        x[place] = kept + step
        above = loss()
        x[place] = kept - step
        below = loss()
        x[place] = kept
        grad[place] = (above - below) / (2 * step)
    return grad


def numpy_weights(module: nn.Module) -> dict[str, ndarray]:
    """The weights of a PyTorch component, in double precision."""
    return {
        name: weight.detach().double().numpy().copy()
        for name, weight in module.state_dict().items()
    }


def numpy_gradients(module: nn.Module) -> dict[str, ndarray]:
    """The gradients that autograd left in a PyTorch component."""
    return {
        name: to_numpy(weight.grad)
        for name, weight in module.named_parameters()
        if weight.grad is not None
    }


def to_numpy(x: Tensor | None) -> ndarray:
    assert x is not None
    return x.detach().numpy()


def assert_same(ours: dict[str, ndarray], theirs: dict[str, ndarray]) -> None:
    """The same names, and the same numbers under them."""
    assert ours.keys() == theirs.keys()
    for name, expected in theirs.items():
        np.testing.assert_allclose(
            ours[name], expected, rtol=1e-7, atol=1e-9, err_msg=name
        )
