"""Layer normalization in NumPy."""

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
from unmasked.from_scratch.layer_norm import layer_norm, layer_norm_backward
from unmasked.norms.layer_norm import LayerNorm


@pytest.mark.against("LayerNorm")
@pytest.mark.parametrize("shape", [(7,), (3, 7), (2, 3, 7), (0, 7)])
@pytest.mark.parametrize("bias", [True, False])
def test_agrees_with_the_pytorch_component_forward_and_backward(shape, bias):
    theirs = LayerNorm(d_model=7, bias=bias).double()
    for weight in theirs.parameters():
        torch.nn.init.normal_(weight)
    x = torch.randn(shape, dtype=torch.double) * 3 + 1
    x.requires_grad_()
    direction = torch.randn_like(x)
    theirs(x).backward(direction)
    weights = numpy_weights(theirs)
    np.testing.assert_allclose(
        layer_norm(to_numpy(x), **weights), to_numpy(theirs(x))
    )
    d_x, grads = layer_norm_backward(direction.numpy(), to_numpy(x), **weights)
    np.testing.assert_allclose(d_x, to_numpy(x.grad), atol=1e-12)
    assert_same(grads, numpy_gradients(theirs))


@pytest.mark.against(rule="finite differences")
def test_gradients_are_those_of_finite_differences():
    rng = np.random.default_rng(0)
    x, weight, bias = rng.normal(size=(3, 5)), rng.normal(size=5), np.ones(5)
    direction = rng.normal(size=(3, 5))

    def loss():
        return float((layer_norm(x, weight, bias) * direction).sum())

    d_x, grads = layer_norm_backward(direction, x, weight, bias)
    for ours, moved in [
        (d_x, x), (grads["weight"], weight), (grads["bias"], bias),
    ]:  # fmt: skip
        np.testing.assert_allclose(
            ours, finite_difference(loss, moved), atol=1e-8
        )


def test_neither_a_shift_nor_a_scale_of_the_input_can_be_felt():
    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=(3, 5)), rng.normal(size=5)
    grad = rng.normal(size=(3, 5))
    d_x, _ = layer_norm_backward(grad, x, weight, eps=0.0)
    np.testing.assert_allclose(d_x.sum(axis=-1), np.zeros(3), atol=1e-12)
    np.testing.assert_allclose((d_x * x).sum(axis=-1), np.zeros(3), atol=1e-12)


def test_single_precision_is_kept():
    x, weight = np.ones((2, 3), np.float32), np.ones(3, np.float32)
    d_x, grads = layer_norm_backward(x, x, weight)
    assert layer_norm(x, weight).dtype == np.float32
    assert d_x.dtype == grads["weight"].dtype == np.float32
