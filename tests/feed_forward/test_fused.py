"""The fast activations are the clear ones, to the rounding of float32."""

import pytest
import torch

from tests.component import check_component
from unmasked.feed_forward import MLP, activations, fused

NAMES = ["relu", "relu_squared", "gelu", "gelu_tanh", "silu"]


@pytest.mark.against("activations")
@pytest.mark.parametrize("name", NAMES)
def test_agrees_with_the_clear_path_forward_and_backward(name):
    results = []
    for path in (activations, fused):
        x = torch.randn(999, generator=torch.Generator().manual_seed(0)) * 4
        out = getattr(path, name)(x.requires_grad_())
        (out**2).sum().backward()
        results.append((out, x.grad))
    torch.testing.assert_close(*results)


@pytest.mark.parametrize("name", NAMES)
def test_a_layer_with_it_keeps_the_promises_of_a_component(name):
    mlp = MLP(d_model=6, d_ff=10, activation=getattr(fused, name))
    check_component(mlp, torch.randn(3, 5, 6))


def test_both_paths_offer_the_same_names():
    public = [
        {n for n, f in vars(path).items() if callable(f) and n[0].islower()}
        for path in (activations, fused)
    ]
    assert public[0] == public[1] == set(NAMES)
