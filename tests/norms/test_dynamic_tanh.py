"""Dynamic Tanh: squashes each number by itself."""

import numpy as np
import pytest
import torch

from tests.component import check_component
from unmasked.norms.dynamic_tanh import DynamicTanh


def layer_and_input():
    layer = DynamicTanh(d_model=7)
    for weight in layer.parameters():
        torch.nn.init.normal_(weight)
    return layer, torch.randn(3, 5, 7) * 3


def test_keeps_the_promises_of_a_component():
    check_component(*layer_and_input())


@pytest.mark.against(rule="the formula written in exponentials")
def test_agrees_with_the_formula_in_exponentials():
    layer, x = layer_and_input()
    alpha, weight, bias = (
        p.detach().double().numpy()
        for p in (layer.alpha, layer.weight, layer.bias)
    )
    up = np.exp(2 * alpha * x.double().numpy())
    expected = (up - 1) / (up + 1) * weight + bias
    torch.testing.assert_close(
        layer(x).detach().double(), torch.from_numpy(expected),
        rtol=1e-5, atol=1e-6,
    )  # fmt: skip


def test_starts_as_the_paper_does():
    # Algorithm 1: α₀ = 0.5, γ = 1, β = 0.
    x = torch.randn(2, 7)
    torch.testing.assert_close(DynamicTanh(d_model=7)(x), torch.tanh(x / 2))


def test_small_numbers_pass_straight_and_large_ones_saturate():
    layer = DynamicTanh(d_model=1, alpha=1.0)
    small = torch.tensor([1e-3])
    torch.testing.assert_close(layer(small), small)
    large = layer(torch.tensor([[1e3], [-1e3]]))
    torch.testing.assert_close(large, torch.tensor([[1.0], [-1.0]]))


def test_no_number_sees_another():
    layer, x = layer_and_input()
    slopes = torch.autograd.functional.jacobian(layer, x[0, 0])
    assert torch.equal(slopes, slopes.diag().diag())


def test_a_width_below_one_is_refused():
    with pytest.raises(ValueError, match="d_model=0 must be at least 1"):
        DynamicTanh(d_model=0)


def test_another_width_is_refused(no_shape_checks):
    with pytest.raises(ValueError, match="expected an input d_model=7 wide"):
        DynamicTanh(d_model=7)(torch.zeros(2, 1))


def test_a_slope_may_start_at_a_whole_number():
    x = torch.randn(2, 7)
    layer = DynamicTanh(d_model=7, alpha=2)
    torch.testing.assert_close(layer(x), torch.tanh(2 * x))
