"""Batch normalization over batch and positions, and what it gives away."""

import pytest
import torch

from tests.component import check_component
from unmasked.norms.batch_norm import BatchNorm
from unmasked.norms.layer_norm import LayerNorm

D_MODEL = 6


def ours_and_pytorch():
    ours, theirs = BatchNorm(d_model=D_MODEL), torch.nn.BatchNorm1d(D_MODEL)
    for name in ("weight", "bias"):
        weight = torch.nn.init.normal_(getattr(ours, name))
        getattr(theirs, name).data.copy_(weight.data)
    return ours, theirs


def pytorch(norm, x):
    """PyTorch wants the features in the middle."""
    return norm(x.transpose(1, 2)).transpose(1, 2)


def test_keeps_the_promises_of_a_component_in_evaluation():
    norm, _ = ours_and_pytorch()
    norm(torch.randn(4, 5, D_MODEL) * 2 + 1)
    check_component(norm.eval(), torch.randn(3, 5, D_MODEL))


def test_keeps_the_promises_in_training_but_for_rows_that_see_each_other():
    norm, _ = ours_and_pytorch()
    check_component(norm, torch.randn(3, 5, D_MODEL), batch_first=False)


@pytest.mark.against("torch.nn.BatchNorm1d")
def test_agrees_with_pytorch_in_training_and_in_evaluation():
    ours, theirs = ours_and_pytorch()
    for _ in range(3):
        x = torch.randn(3, 5, D_MODEL) * 2 + 1
        ours_in, theirs_in = (x.clone().requires_grad_() for _ in range(2))
        a, b = ours(ours_in), pytorch(theirs, theirs_in)
        torch.testing.assert_close(a, b)
        direction = torch.randn_like(x)
        a.backward(direction)
        b.backward(direction)
        torch.testing.assert_close(ours_in.grad, theirs_in.grad)
    torch.testing.assert_close(ours.running_mean, theirs.running_mean)
    torch.testing.assert_close(ours.running_var, theirs.running_var)
    torch.testing.assert_close(ours.weight.grad, theirs.weight.grad)
    x = torch.randn(1, 2, D_MODEL)
    torch.testing.assert_close(ours.eval()(x), pytorch(theirs.eval(), x))


@pytest.mark.parametrize("training", [True, False])
def test_a_faint_batch_meets_the_epsilon_as_pytorchs_does(training):
    # Its variance is a hundredth of ε: how large ε is, and where it stands,
    # decides everything.
    ours, theirs = ours_and_pytorch()
    x = torch.randn(3, 5, D_MODEL) * 3e-4
    for norm in (ours, theirs):
        norm.train(training).running_var.fill_(1e-7)
    torch.testing.assert_close(ours(x), pytorch(theirs, x))


def test_a_token_changes_with_its_batch_but_not_under_layer_norm():
    x = torch.randn(2, 4, D_MODEL)
    other = torch.cat([x[:1], x[1:] * 5])
    for norm, sees_others in [(BatchNorm, True), (LayerNorm, False)]:
        layer = norm(d_model=D_MODEL)
        same = torch.allclose(layer(x)[0], layer(other)[0])
        assert same != sees_others


def test_a_token_changes_with_the_future():
    x = torch.randn(1, 4, D_MODEL)
    future_changed = torch.cat([x[:, :2], x[:, 2:] + 1], dim=1)
    norm = BatchNorm(d_model=D_MODEL)
    assert not torch.allclose(norm(x)[:, :2], norm(future_changed)[:, :2])


def test_evaluation_leaves_the_running_averages_alone():
    norm = BatchNorm(d_model=D_MODEL).eval()
    norm(torch.randn(3, 5, D_MODEL) + 4)
    torch.testing.assert_close(norm.running_mean, torch.zeros(D_MODEL))


@pytest.mark.parametrize("shape", [(1, 1, D_MODEL), (0, 5, D_MODEL)])
def test_a_training_batch_without_a_variance_is_refused(shape):
    with pytest.raises(ValueError, match=r"of [01] tokens has no variance"):
        BatchNorm(d_model=D_MODEL)(torch.zeros(shape))


@pytest.mark.parametrize("momentum", [-0.1, 1.1])
def test_a_momentum_that_is_no_weight_is_refused(momentum):
    with pytest.raises(ValueError, match=f"{momentum=} must lie between"):
        BatchNorm(d_model=D_MODEL, momentum=momentum)


def test_a_width_below_one_is_refused():
    with pytest.raises(ValueError, match="d_model=0 must be at least 1"):
        BatchNorm(d_model=0)


def test_another_width_is_refused(no_shape_checks):
    with pytest.raises(ValueError, match="expected an input d_model=6 wide"):
        BatchNorm(d_model=D_MODEL)(torch.zeros(2, 3, 1))
