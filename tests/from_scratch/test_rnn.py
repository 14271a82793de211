"""The plain recurrent network in NumPy."""

import numpy as np
import pytest
import torch

from tests.from_scratch.oracles import numpy_weights
from unmasked.from_scratch.rnn import rnn, rnn_backward
from unmasked.recurrent import RNN


@pytest.mark.against("RNN")
def test_agrees_with_the_pytorch_component():
    theirs = RNN(d_input=4, d_hidden=5).double()
    x = torch.randn(2, 6, 4, dtype=torch.double)
    start = torch.randn(2, 5, dtype=torch.double)
    ours = rnn(x.numpy(), numpy_weights(theirs), start.numpy())
    for our, their in zip(ours, theirs(x, start), strict=True):
        np.testing.assert_allclose(our, their.detach().numpy())


def test_reading_in_pieces_is_reading_at_once():
    weights = numpy_weights(RNN(d_input=4, d_hidden=5))
    x = np.random.default_rng(0).normal(size=(2, 6, 4))
    whole, last = rnn(x, weights, np.zeros((2, 5)))
    first, state = rnn(x[:, :2], weights, np.zeros((2, 5)))
    second, resumed = rnn(x[:, 2:], weights, state)
    np.testing.assert_allclose(np.concatenate([first, second], axis=1), whole)
    np.testing.assert_allclose(resumed, last)


def test_the_gradient_through_time_is_that_of_autograd():
    theirs = RNN(d_input=4, d_hidden=5).double()
    x = torch.randn(2, 6, 4, dtype=torch.double, requires_grad=True)
    start = torch.randn(2, 5, dtype=torch.double, requires_grad=True)
    grad = torch.randn(2, 6, 5, dtype=torch.double)
    states, _ = theirs(x, start)
    states.backward(grad)
    d_x, d_weights, d_start = rnn_backward(
        grad.numpy(),
        x.detach().numpy(),
        numpy_weights(theirs),
        start.detach().numpy(),
    )
    np.testing.assert_allclose(d_x, x.grad.numpy())
    np.testing.assert_allclose(d_start, start.grad.numpy())
    assert d_weights.keys() == dict(theirs.named_parameters()).keys()
    for name, weight in theirs.named_parameters():
        np.testing.assert_allclose(d_weights[name], weight.grad.numpy())
