"""ReZero: the identity at first."""

import pytest
import torch
from torch import nn

from tests.residual.parts import Attention
from unmasked.residual.re_zero import ReZero


def test_a_stack_of_any_depth_starts_as_the_identity():
    x = torch.randn(3, 5, 6)
    stack = nn.Sequential(*(ReZero(Attention()) for _ in range(20)))
    torch.testing.assert_close(stack(x), x)


def test_the_first_step_can_teach_alpha_alone():
    wired = ReZero(nn.Linear(6, 6))
    wired(torch.randn(3, 6)).square().sum().backward()
    assert wired.alpha.grad.any()
    assert not wired.sublayer.weight.grad.any()


@pytest.mark.against(rule="a plain residual layer, at α = 1")
def test_with_alpha_one_it_is_a_plain_residual_layer():
    x, linear = torch.randn(3, 6), nn.Linear(6, 6)
    wired = ReZero(linear)
    nn.init.ones_(wired.alpha)
    torch.testing.assert_close(wired(x), x + linear(x))
