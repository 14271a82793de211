"""Layer normalization: per token, biased variance, ε inside the root."""

import pytest
import torch
import torch.nn.functional as F

from tests.component import check_component
from unmasked.norms import fused
from unmasked.norms.layer_norm import LayerNorm


def norm_and_input(d_model=7, **options):
    norm = LayerNorm(d_model=d_model, **options)
    torch.nn.init.normal_(norm.weight)
    if norm.bias is not None:
        torch.nn.init.normal_(norm.bias)
    return norm, torch.randn(3, 5, d_model) * 4 + 2


def test_keeps_the_promises_of_a_component():
    check_component(*norm_and_input())


@pytest.mark.against("F.layer_norm")
@pytest.mark.parametrize("bias", [True, False])
def test_agrees_with_pytorch_forward_and_backward(bias):
    norm, x = norm_and_input(bias=bias)
    ours_in, theirs_in = (x.clone().requires_grad_() for _ in range(2))
    ours = norm(ours_in)
    theirs = F.layer_norm(theirs_in, (7,), norm.weight, norm.bias, norm.eps)
    torch.testing.assert_close(ours, theirs)
    direction = torch.randn_like(x)
    leaves = list(norm.parameters())
    ours_grads = torch.autograd.grad(ours, [ours_in, *leaves], direction)
    theirs_grads = torch.autograd.grad(theirs, [theirs_in, *leaves], direction)
    torch.testing.assert_close(ours_grads, theirs_grads)


def test_agrees_with_pytorch_in_bfloat16_to_the_last_bit_but_one():
    norm, x = norm_and_input(d_model=1024)
    norm, x = norm.bfloat16(), x.bfloat16()
    theirs = F.layer_norm(x, (1024,), norm.weight, norm.bias, norm.eps)
    # Both round once: they may differ by one step, 1/128 of a number.
    torch.testing.assert_close(norm(x), theirs, rtol=1 / 128, atol=1e-6)


def test_a_faint_token_meets_the_epsilon_as_pytorchs_does():
    # Its variance is a hundredth of ε: how large ε is, and where it stands,
    # decides everything.
    x = torch.randn(5, 7) * 3e-4
    expected = torch.nn.LayerNorm(7)(x)
    for norm in (LayerNorm, fused.LayerNorm):
        torch.testing.assert_close(norm(d_model=7)(x), expected)


def test_every_token_has_mean_zero_and_biased_variance_one():
    tokens = LayerNorm(d_model=16, eps=0.0)(torch.randn(4, 9, 16) * 3 + 1)
    torch.testing.assert_close(tokens.mean(-1), torch.zeros(4, 9))
    variance = tokens.var(-1, correction=0)
    torch.testing.assert_close(variance, torch.ones(4, 9))


def test_neither_shift_nor_scale_of_a_token_matters():
    norm, x = norm_and_input(eps=0.0)
    torch.testing.assert_close(norm(x), norm(10 * x + 3))


def test_a_token_of_equal_features_becomes_the_bias():
    norm, _ = norm_and_input()
    torch.testing.assert_close(norm(torch.full((7,), 5.0)), norm.bias)


def test_statistics_survive_numbers_whose_squares_bfloat16_cannot_add():
    x = (torch.randn(2, 4096) + 30).bfloat16()
    norm = LayerNorm(d_model=4096).bfloat16()
    exact = F.layer_norm(x.double(), (4096,))
    torch.testing.assert_close(norm(x).double(), exact, rtol=1 / 128, atol=1e-2)


def test_double_precision_is_kept():
    norm, x = norm_and_input()
    norm, x = norm.double(), x.double()
    theirs = F.layer_norm(x, (7,), norm.weight, norm.bias, norm.eps)
    torch.testing.assert_close(norm(x), theirs)


def test_a_width_below_one_is_refused():
    with pytest.raises(ValueError, match="d_model=0 must be at least 1"):
        LayerNorm(d_model=0)


@pytest.mark.parametrize("shape", [(), (2, 1), (2, 8)])
def test_another_width_is_refused(shape, no_shape_checks):
    with pytest.raises(ValueError, match="expected an input d_model=7 wide"):
        LayerNorm(d_model=7)(torch.zeros(shape))


def test_whole_numbers_are_refused_and_not_cut_off(no_shape_checks):
    message = r"^expected real numbers, got torch\.int64: embed token ids"
    for norm in (LayerNorm, fused.LayerNorm):
        with pytest.raises(TypeError, match=message):
            norm(d_model=7)(torch.arange(7))
