"""The head with a matrix of its own."""

import pytest
import torch
import torch.nn.functional as F

from tests.component import check_component
from unmasked.embeddings import UntiedHead


@pytest.mark.parametrize("options", [{}, {"bias": True}, {"multiple_of": 8}])
def test_keeps_the_promises_of_a_component(options):
    head = UntiedHead(vocab_size=11, d_model=6, **options)
    check_component(head, torch.randn(3, 5, 6))


@pytest.mark.against("torch.nn.functional.linear")
@pytest.mark.parametrize("bias", [True, False])
def test_agrees_with_pytorchs_linear_layer(bias):
    theirs = torch.nn.Linear(6, 11, bias=bias)
    ours = UntiedHead(vocab_size=11, d_model=6, bias=bias)
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(3, 5, 6)
    torch.testing.assert_close(ours(x), theirs(x))


def test_starts_without_bias_and_with_logits_of_size_one():
    head = UntiedHead(vocab_size=2000, d_model=100)
    assert head.bias is None
    # Of a normalized vector, whose features have size one.
    size = head(torch.randn(100, 100)).std()
    torch.testing.assert_close(size, torch.tensor(1.0), rtol=0.02, atol=0)


def test_padding_is_never_predicted_whatever_its_weights():
    head = UntiedHead(vocab_size=11, d_model=6, bias=True, multiple_of=8)
    head.bias.data[11:] = 1e6
    logits = head(torch.randn(100, 6))
    assert logits.shape == (100, 11)
    assert logits.argmax(-1).max() < 11


def test_the_loss_is_that_of_the_vocabulary_without_padding():
    plain = UntiedHead(vocab_size=11, d_model=6)
    padded = UntiedHead(vocab_size=11, d_model=6, multiple_of=8)
    padded.weight.data[:11] = plain.weight.data
    x, targets = torch.randn(20, 6), torch.randint(0, 11, (20,))
    losses = [F.cross_entropy(head(x), targets) for head in (plain, padded)]
    torch.testing.assert_close(*losses)
    for loss in losses:
        loss.backward()
    torch.testing.assert_close(padded.weight.grad[:11], plain.weight.grad)
    assert not padded.weight.grad[11:].any()


def test_sizes_below_one_are_refused():
    with pytest.raises(ValueError, match="vocab_size=0 must be at least 1"):
        UntiedHead(vocab_size=0, d_model=6)
    with pytest.raises(ValueError, match="d_model=0 must be at least 1"):
        UntiedHead(vocab_size=11, d_model=0)


def test_another_width_is_refused(no_shape_checks):
    with pytest.raises(ValueError, match="expected an input d_model=6 wide"):
        UntiedHead(vocab_size=11, d_model=6)(torch.zeros(2, 1))
