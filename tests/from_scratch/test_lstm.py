"""Long short-term memory in NumPy."""

import numpy as np
import pytest
import torch

from tests.from_scratch.oracles import numpy_weights
from unmasked.from_scratch.lstm import lstm
from unmasked.recurrent import LSTM


@pytest.mark.against("LSTM")
def test_agrees_with_the_pytorch_component():
    theirs = LSTM(d_input=4, d_hidden=5).double()
    x = torch.randn(2, 6, 4, dtype=torch.double)
    start = tuple(torch.randn(2, 2, 5, dtype=torch.double))
    start_np = tuple(part.numpy() for part in start)
    shown, (hidden, cell) = lstm(x.numpy(), numpy_weights(theirs), start_np)
    expected, state = theirs(x, start)
    for our, their in zip(
        (shown, hidden, cell), (expected, *state), strict=True
    ):
        np.testing.assert_allclose(our, their.detach().numpy())


def test_reading_in_pieces_is_reading_at_once():
    weights = numpy_weights(LSTM(d_input=4, d_hidden=5))
    x = np.random.default_rng(0).normal(size=(2, 6, 4))
    zeros = (np.zeros((2, 5)), np.zeros((2, 5)))
    whole, last = lstm(x, weights, zeros)
    first, state = lstm(x[:, :2], weights, zeros)
    second, resumed = lstm(x[:, 2:], weights, state)
    np.testing.assert_allclose(np.concatenate([first, second], axis=1), whole)
    np.testing.assert_allclose(resumed, last)
