"""The linear layer in NumPy."""

import numpy as np
import pytest
import torch

from tests.from_scratch.oracles import (
    assert_same,
    finite_difference,
    numpy_gradients,
    numpy_weights,
    to_numpy,
)
from unmasked.from_scratch.linear import linear, linear_backward


@pytest.mark.against("torch.nn.functional.linear")
@pytest.mark.parametrize("shape", [(4,), (3, 4), (2, 3, 4), (0, 4)])
@pytest.mark.parametrize("bias", [True, False])
def test_agrees_with_pytorch_forward_and_backward(shape, bias):
    theirs = torch.nn.Linear(4, 5, bias=bias).double()
    x = torch.randn(shape, dtype=torch.double, requires_grad=True)
    expected = theirs(x)
    direction = torch.randn_like(expected)
    expected.backward(direction)
    weights = numpy_weights(theirs)
    ours = linear(to_numpy(x), **weights)
    np.testing.assert_allclose(ours, to_numpy(expected))
    d_x, grads = linear_backward(direction.numpy(), to_numpy(x), **weights)
    np.testing.assert_allclose(d_x, to_numpy(x.grad))
    assert_same(grads, numpy_gradients(theirs))


def test_gradients_are_those_of_finite_differences():
    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=(3, 4)), rng.normal(size=(5, 4))
    bias, direction = rng.normal(size=5), rng.normal(size=(3, 5))

    def loss():
        return float((linear(x, weight, bias) * direction).sum())

    d_x, grads = linear_backward(direction, x, weight, bias)
    for ours, moved in [
        (d_x, x), (grads["weight"], weight), (grads["bias"], bias),
    ]:  # fmt: skip
        np.testing.assert_allclose(
            ours, finite_difference(loss, moved), atol=1e-8
        )
