"""The gated recurrent unit in NumPy."""

import numpy as np
import pytest
import torch

from tests.from_scratch.oracles import numpy_weights
from unmasked.from_scratch.gru import gru
from unmasked.recurrent import GRU


@pytest.mark.against("GRU")
def test_agrees_with_the_pytorch_component():
    theirs = GRU(d_input=4, d_hidden=5).double()
    x = torch.randn(2, 6, 4, dtype=torch.double)
    start = torch.randn(2, 5, dtype=torch.double)
    ours = gru(x.numpy(), numpy_weights(theirs), start.numpy())
    for our, their in zip(ours, theirs(x, start), strict=True):
        np.testing.assert_allclose(our, their.detach().numpy())


def test_reading_in_pieces_is_reading_at_once():
    weights = numpy_weights(GRU(d_input=4, d_hidden=5))
    x = np.random.default_rng(0).normal(size=(2, 6, 4))
    whole, last = gru(x, weights, np.zeros((2, 5)))
    first, state = gru(x[:, :2], weights, np.zeros((2, 5)))
    second, resumed = gru(x[:, 2:], weights, state)
    np.testing.assert_allclose(np.concatenate([first, second], axis=1), whole)
    np.testing.assert_allclose(resumed, last)
