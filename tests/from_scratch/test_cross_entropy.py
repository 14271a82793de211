"""Cross-entropy in NumPy."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from tests.from_scratch.oracles import finite_difference
from unmasked.from_scratch.cross_entropy import (
    cross_entropy,
    cross_entropy_backward,
)

TARGETS = np.array([[3, 0, -100], [-100, 4, 3]])


def some_logits(scale=1.0):
    return np.random.default_rng(0).normal(size=(2, 3, 5)) * scale


@pytest.mark.against("torch.nn.functional.cross_entropy")
@pytest.mark.parametrize("scale", [1.0, 1000.0])
def test_agrees_with_pytorch_forward_and_backward(scale):
    logits = torch.from_numpy(some_logits(scale)).requires_grad_()
    targets = torch.from_numpy(TARGETS)
    theirs = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
    theirs.backward()
    ours = cross_entropy(some_logits(scale), TARGETS)
    assert ours == pytest.approx(theirs.item())
    grad = cross_entropy_backward(some_logits(scale), TARGETS)
    np.testing.assert_allclose(grad, logits.grad.numpy(), atol=1e-15)


@pytest.mark.against(rule="finite differences")
def test_gradients_are_those_of_finite_differences():
    logits = some_logits()
    expected = finite_difference(lambda: cross_entropy(logits, TARGETS), logits)
    ours = cross_entropy_backward(logits, TARGETS)
    np.testing.assert_allclose(ours, expected, atol=1e-8)


def test_a_model_that_knows_nothing_loses_the_log_of_the_vocabulary():
    logits = np.zeros((7, 50))
    assert cross_entropy(logits, np.arange(7)) == pytest.approx(math.log(50))


def test_the_gradient_of_each_position_sums_to_zero():
    grad = cross_entropy_backward(some_logits(), TARGETS)
    np.testing.assert_allclose(grad.sum(axis=-1), np.zeros((2, 3)), atol=1e-15)


def test_another_index_can_be_ignored():
    logits, targets = some_logits(), np.where(TARGETS < 0, 2, TARGETS)
    ours = cross_entropy(logits, targets, ignore_index=2)
    assert ours == pytest.approx(cross_entropy(logits, TARGETS))


def test_only_ignored_targets_are_refused():
    with pytest.raises(ValueError, match="all targets are ignore_index=-100"):
        cross_entropy(some_logits(), np.full((2, 3), -100))


@pytest.mark.parametrize("bad", [-1, 5])
def test_a_target_outside_the_vocabulary_is_refused(bad):
    targets = np.where(TARGETS == 4, bad, TARGETS)
    with pytest.raises(ValueError, match="targets must lie between 0 and 4"):
        cross_entropy_backward(some_logits(), targets)
