"""NumPy's ALiBi is PyTorch's."""

import numpy as np
import pytest

from unmasked.from_scratch.alibi import alibi_bias
from unmasked.positions import alibi


@pytest.mark.against("alibi.alibi_bias")
@pytest.mark.parametrize("n_heads", [1, 2, 8, 16])
@pytest.mark.parametrize("seq", [0, 1, 7])
def test_agrees_with_pytorch(n_heads, seq):
    theirs = alibi.alibi_bias(seq, n_heads=n_heads)
    np.testing.assert_allclose(
        alibi_bias(seq, n_heads=n_heads), theirs.numpy(), rtol=1e-6
    )


def test_added_to_scores_it_is_a_factor_on_the_weights():
    """exp(s − m·distance) = exp(s) · exp(−m)^distance: each step back costs
    the same share of the weight."""
    scores = np.zeros(6)
    powers = np.exp(scores + alibi_bias(6, n_heads=2)[0, -1])
    np.testing.assert_allclose(powers[1:] / powers[:-1], np.exp(2.0**-4))


@pytest.mark.parametrize("n_heads", [0, 3, 12, -4])
def test_another_number_of_heads_is_named(n_heads):
    message = f"^n_heads={n_heads} must be a power of two$"
    with pytest.raises(ValueError, match=message):
        alibi_bias(3, n_heads=n_heads)
