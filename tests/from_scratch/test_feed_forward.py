"""The feed-forward layers in NumPy."""

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
from unmasked.feed_forward import MLP, GatedMLP
from unmasked.feed_forward import activations as pytorch
from unmasked.from_scratch import activations
from unmasked.from_scratch.feed_forward import (
    gated,
    gated_backward,
    mlp,
    mlp_backward,
)

KINDS = [
    (MLP, mlp, mlp_backward, "relu"),
    (MLP, mlp, mlp_backward, "gelu_tanh"),
    (GatedMLP, gated, gated_backward, "silu"),
    (GatedMLP, gated, gated_backward, "gelu"),
]
every_kind = pytest.mark.parametrize(
    ("component", "forward", "backward", "name"), KINDS
)


def layer(component, name, bias):
    return component(
        d_model=3, d_ff=5, activation=getattr(pytorch, name), bias=bias
    ).double()


@pytest.mark.against("unmasked.feed_forward")
@pytest.mark.parametrize("bias", [True, False])
@every_kind
def test_agrees_with_the_pytorch_component_forward_and_backward(
    component, forward, backward, name, bias
):
    theirs = layer(component, name, bias)
    x = torch.randn(2, 4, 3, dtype=torch.double, requires_grad=True)
    direction = torch.randn_like(x)
    expected = theirs(x)
    expected.backward(direction)
    weights = numpy_weights(theirs)
    bend = getattr(activations, name)
    slope = getattr(activations, f"{name}_slope")
    ours = forward(to_numpy(x), weights, bend)
    np.testing.assert_allclose(ours, to_numpy(expected))
    d_x, grads = backward(direction.numpy(), to_numpy(x), weights, bend, slope)
    np.testing.assert_allclose(d_x, to_numpy(x.grad))
    assert_same(grads, numpy_gradients(theirs))


@pytest.mark.against(rule="finite differences")
@every_kind
def test_gradients_are_those_of_finite_differences(
    component, forward, backward, name
):
    weights = numpy_weights(layer(component, name, bias=True))
    bend = getattr(activations, name)
    slope = getattr(activations, f"{name}_slope")
    rng = np.random.default_rng(0)
    x, direction = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))

    def loss():
        return float((forward(x, weights, bend) * direction).sum())

    d_x, grads = backward(direction, x, weights, bend, slope)
    np.testing.assert_allclose(d_x, finite_difference(loss, x), atol=1e-8)
    assert_same(
        {name: grad.round(7) for name, grad in grads.items()},
        {
            name: finite_difference(loss, weight).round(7)
            for name, weight in weights.items()
        },
    )


@every_kind
def test_no_tokens_give_no_tokens(component, forward, backward, name):
    weights = numpy_weights(layer(component, name, bias=False))
    out = forward(np.zeros((0, 3)), weights, getattr(activations, name))
    assert out.shape == (0, 3)
