"""Activation functions in NumPy, and their slopes."""

import numpy as np
import pytest
import torch

from tests.from_scratch.oracles import finite_difference
from unmasked.feed_forward import activations as pytorch
from unmasked.from_scratch import activations

NAMES = ["relu", "relu_squared", "gelu", "gelu_tanh", "silu"]
# No number at 0, where ReLU has no slope.
X = np.linspace(-6.1, 6.0, 121)


@pytest.mark.against("torch")
@pytest.mark.parametrize("name", NAMES)
def test_agrees_with_the_pytorch_function_forward_and_backward(name):
    x = torch.from_numpy(X).requires_grad_()
    theirs = getattr(pytorch, name)(x)
    theirs.sum().backward()
    ours = getattr(activations, name)(X)
    np.testing.assert_allclose(ours, theirs.detach().numpy(), atol=1e-14)
    slope = getattr(activations, f"{name}_slope")(X)
    np.testing.assert_allclose(slope, x.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_slopes_are_those_of_finite_differences(name):
    x = X.copy()
    function = getattr(activations, name)
    slope = finite_difference(lambda: float(function(x).sum()), x)
    ours = getattr(activations, f"{name}_slope")(x)
    np.testing.assert_allclose(ours, slope, atol=1e-7)


@pytest.mark.parametrize("name", [*NAMES, "sigmoid", "normal_below"])
def test_keeps_single_precision_any_shape_and_large_numbers(name):
    function = getattr(activations, name)
    for shape in [(1,), (0, 3), (2, 1, 3)]:
        out = function(np.ones(shape, np.float32))
        assert np.shape(out) == shape
        assert out.dtype == np.float32
    assert np.isfinite(function(np.array([-1e3, 1e3]))).all()


def test_sigmoid_agrees_with_pytorch():
    theirs = torch.sigmoid(torch.from_numpy(X)).numpy()
    np.testing.assert_allclose(activations.sigmoid(X), theirs, atol=1e-15)
