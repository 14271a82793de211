"""RMS normalization in NumPy."""

import numpy as np
import pytest
import torch

from tests.from_scratch.oracles import numpy_weights
from unmasked.from_scratch.layer_norm import layer_norm
from unmasked.from_scratch.rms_norm import rms_norm
from unmasked.norms.rms_norm import RMSNorm


@pytest.mark.against("RMSNorm")
@pytest.mark.parametrize("shape", [(7,), (3, 7), (2, 3, 7), (0, 7)])
def test_agrees_with_the_pytorch_component(shape):
    theirs = RMSNorm(d_model=7).double()
    torch.nn.init.normal_(theirs.weight)
    x = torch.randn(shape, dtype=torch.double)
    ours = rms_norm(x.numpy(), **numpy_weights(theirs))
    np.testing.assert_allclose(ours, theirs(x).detach().numpy())


def test_is_layer_norm_on_a_token_whose_mean_is_zero():
    x = np.random.default_rng(0).normal(size=(3, 7))
    x = x - x.mean(axis=-1, keepdims=True)
    np.testing.assert_allclose(
        rms_norm(x, np.ones(7)), layer_norm(x, np.ones(7), eps=1e-6)
    )


def test_single_precision_is_kept():
    x = np.ones((2, 3), np.float32)
    assert rms_norm(x, x[0]).dtype == np.float32
