"""Cross-entropy equals PyTorch's, whatever is ignored or smoothed."""

import math

import pytest
import torch
import torch.nn.functional as F

from unmasked.training.losses import cross_entropy, token_losses

VOCAB = 11


@pytest.fixture
def logits() -> torch.Tensor:
    return torch.randn(3, 5, VOCAB, requires_grad=True)


@pytest.fixture
def targets() -> torch.Tensor:
    targets = torch.randint(VOCAB, (3, 5))
    targets[0, 2:] = -100
    return targets


@pytest.mark.against("F.cross_entropy")
@pytest.mark.parametrize("smoothing", [0.0, 0.1, 1.0])
def test_agrees_with_pytorch_forward_and_backward(logits, targets, smoothing):
    ours = cross_entropy(logits, targets, label_smoothing=smoothing)
    theirs = F.cross_entropy(
        logits.flatten(0, 1), targets.flatten(), label_smoothing=smoothing
    )
    torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close(
        *(torch.autograd.grad(loss, logits)[0] for loss in (ours, theirs))
    )


def test_each_position_has_its_own_loss(logits, targets):
    theirs = F.cross_entropy(
        logits.flatten(0, 1), targets.flatten(), reduction="none"
    )
    ours = token_losses(logits, targets)
    torch.testing.assert_close(ours.flatten(), theirs)


def test_another_index_can_be_ignored(logits):
    targets = torch.randint(VOCAB, (3, 5))
    theirs = F.cross_entropy(
        logits.flatten(0, 1), targets.flatten(), ignore_index=int(targets[0, 0])
    )
    ours = cross_entropy(logits, targets, ignore_index=int(targets[0, 0]))
    torch.testing.assert_close(ours, theirs)


def test_ignored_positions_send_no_gradient(logits, targets):
    (grad,) = torch.autograd.grad(cross_entropy(logits, targets), logits)
    assert not grad[targets == -100].any()
    assert grad[targets != -100].any(-1).all()


def test_a_model_that_knows_nothing_starts_at_the_log_of_the_vocabulary():
    loss = cross_entropy(torch.zeros(4, VOCAB), torch.arange(4))
    assert loss.item() == pytest.approx(math.log(VOCAB))


def test_smoothing_is_cross_entropy_with_a_softened_target(logits):
    epsilon, targets = 0.3, torch.randint(VOCAB, (3, 5))
    soft = F.one_hot(targets, VOCAB) * (1 - epsilon) + epsilon / VOCAB
    theirs = -(soft * logits.log_softmax(-1)).sum(-1).mean()
    ours = cross_entropy(logits, targets, label_smoothing=epsilon)
    torch.testing.assert_close(ours, theirs)


def test_large_logits_do_not_overflow():
    loss = cross_entropy(torch.tensor([[1e4, 0.0]]), torch.tensor([1]))
    assert loss.item() == 1e4


def test_without_a_counted_target_the_mean_is_not_a_number():
    ignored = torch.full((2,), -100)
    logits = torch.randn(2, VOCAB)
    assert cross_entropy(logits, ignored).isnan()
    assert F.cross_entropy(logits, ignored).isnan()
    assert token_losses(logits, ignored).tolist() == [0.0, 0.0]


def test_works_in_bfloat16(logits, targets):
    low = logits.bfloat16()
    ours = cross_entropy(low, targets)
    assert ours.dtype == torch.bfloat16
    theirs = cross_entropy(low.float(), targets)
    torch.testing.assert_close(ours.float(), theirs, rtol=2e-2, atol=0)


def test_compiles(logits, targets, no_shape_checks):
    compiled = torch.compile(cross_entropy, backend="aot_eager")
    torch.testing.assert_close(
        compiled(logits, targets), cross_entropy(logits, targets)
    )


def test_no_positions_give_no_losses():
    empty = torch.empty(0, dtype=torch.long)
    assert token_losses(torch.empty(0, VOCAB), empty).shape == (0,)


@pytest.mark.parametrize("bad", [VOCAB, -1])
def test_a_target_outside_the_vocabulary_is_named(logits, bad):
    targets = torch.zeros(3, 5, dtype=torch.long)
    targets[1, 1] = bad
    with pytest.raises(ValueError, match=rf"target {bad} .* from 0 to 10"):
        cross_entropy(logits, targets)


@pytest.mark.parametrize("bad", [-0.1, 1.1])
def test_smoothing_outside_its_range_is_refused(logits, targets, bad):
    with pytest.raises(ValueError, match=f"label_smoothing={bad} must lie"):
        cross_entropy(logits, targets, label_smoothing=bad)
