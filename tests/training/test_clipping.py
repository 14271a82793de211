"""Clipping shortens the gradient, as PyTorch's does."""

import copy

import pytest
import torch
from torch import nn

from unmasked.training.clipping import clip_gradients, gradient_norm


@pytest.fixture
def model() -> nn.Module:
    model = nn.Sequential(nn.Linear(4, 8), nn.Linear(8, 2))
    model(torch.randn(3, 4)).pow(2).sum().backward()
    return model


def gradient(model: nn.Module) -> torch.Tensor:
    return torch.cat([p.grad.flatten() for p in model.parameters()])


def test_the_norm_is_that_of_all_gradients_in_one_vector(model):
    torch.testing.assert_close(gradient_norm(model), gradient(model).norm())


@pytest.mark.against("nn.utils.clip_grad_norm_")
@pytest.mark.parametrize("max_norm", [0.1, 1e6])
def test_agrees_with_pytorch(model, max_norm):
    theirs = copy.deepcopy(model)
    for ours, other in zip(
        model.parameters(), theirs.parameters(), strict=True
    ):
        other.grad = ours.grad.clone()
    norm = clip_gradients(model, max_norm=max_norm)
    expected = nn.utils.clip_grad_norm_(theirs.parameters(), max_norm)
    torch.testing.assert_close(norm, expected)
    torch.testing.assert_close(gradient(model), gradient(theirs))


def test_a_long_gradient_keeps_its_direction_and_a_short_one_stays(model):
    before = gradient(model)
    clip_gradients(model, max_norm=1.0)
    after = gradient(model)
    assert after.norm().item() == pytest.approx(1.0, rel=1e-4)
    torch.testing.assert_close(after, before / before.norm())
    clip_gradients(model, max_norm=2.0)
    assert torch.equal(gradient(model), after)


def test_without_gradients_the_norm_is_zero():
    model = nn.Linear(2, 2)
    assert gradient_norm(model) == 0
    assert clip_gradients(model, max_norm=1.0) == 0


def test_a_gradient_that_is_not_finite_is_named_and_left(model):
    model[1].bias.grad[0] = torch.nan
    before = gradient(model)
    with pytest.raises(
        FloatingPointError, match=r"norm is nan: not finite in 1\.bias$"
    ):
        clip_gradients(model, max_norm=1.0)
    assert torch.equal(gradient(model).nan_to_num(7), before.nan_to_num(7))


@pytest.mark.parametrize(
    ("n", "says"),
    [(5, r"0\.weight, .*, 4\.weight$"), (8, r"0\.weight, .* and 3 more$")],
)
def test_of_many_bad_gradients_the_first_are_named(n, says):
    layers = (nn.Linear(1, 1, bias=False) for _ in range(n))
    model = nn.Sequential(*layers)
    for p in model.parameters():
        p.grad = torch.full_like(p, torch.inf)
    with pytest.raises(FloatingPointError, match=says):
        clip_gradients(model, max_norm=1.0)


def test_finite_gradients_can_be_too_long_together():
    model = nn.Linear(2, 1, bias=False)
    model.weight.grad = torch.full((1, 2), 3e38)
    with pytest.raises(FloatingPointError, match="inf: each gradient is finit"):
        clip_gradients(model, max_norm=1.0)


@pytest.mark.parametrize("max_norm", [0.0, -1.0, float("nan")])
def test_the_limit_must_be_positive(model, max_norm):
    with pytest.raises(ValueError, match=f"max_norm={max_norm}"):
        clip_gradients(model, max_norm=max_norm)
