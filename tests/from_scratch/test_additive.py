"""Additive attention in NumPy."""

import numpy as np
import pytest
import torch

from tests.from_scratch.oracles import numpy_weights
from unmasked.attention.additive import AdditiveAttention
from unmasked.from_scratch.additive import additive


@pytest.mark.against("AdditiveAttention")
def test_agrees_with_the_pytorch_component():
    theirs = AdditiveAttention(d_query=3, d_key=4, d_hidden=5).double()
    query = torch.randn(1, 3, dtype=torch.double)
    keys = torch.randn(6, 4, dtype=torch.double)
    alpha, context = additive(
        query[0].numpy(), keys.numpy(), numpy_weights(theirs)
    )
    look = theirs.weights(query, keys)[0].detach()
    np.testing.assert_allclose(alpha, look.numpy())
    output = theirs(query, keys, keys)[0].detach()
    np.testing.assert_allclose(context, output.numpy())


def test_with_equal_keys_it_looks_everywhere_alike():
    rng = np.random.default_rng(0)
    weights = {
        "q_proj.weight": rng.normal(size=(5, 3)),
        "k_proj.weight": rng.normal(size=(5, 4)),
        "score_proj.weight": rng.normal(size=(1, 5)),
    }
    key = rng.normal(size=4)
    alpha, context = additive(rng.normal(size=3), np.tile(key, (7, 1)), weights)
    np.testing.assert_allclose(alpha, 1 / 7)
    np.testing.assert_allclose(context, key)
