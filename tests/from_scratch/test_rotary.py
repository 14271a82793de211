"""NumPy's rotation is PyTorch's, and so is its gradient."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.from_scratch.oracles import finite_difference
from unmasked.from_scratch.rotary import rotate
from unmasked.positions.rotary import Rotary
from unmasked.positions.rotary_layouts import rotate_interleaved

places = st.integers(min_value=0, max_value=500)


@pytest.fixture
def x() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(2, 3, 5, 8))


@pytest.mark.against("Rotary")
@pytest.mark.parametrize("base", [10_000.0, 500_000.0])
def test_agrees_with_pytorch(x, base):
    rotary = Rotary(d_rotary=8, base=base, rotate=rotate_interleaved)
    theirs = rotary(torch.arange(3, 8))(torch.from_numpy(x))
    # their angles are single precision
    np.testing.assert_allclose(
        rotate(x, np.arange(3, 8), base=base), theirs.numpy(), atol=1e-5
    )


@given(m=places, n=places, shift=places)
def test_scores_depend_on_the_distance_alone(m, n, shift):
    query, key = np.random.default_rng(0).normal(size=(2, 1, 8))

    def score(m: int, n: int) -> float:
        turned = rotate(query, np.array([m])) @ rotate(key, np.array([n])).T
        return turned.item()

    assert abs(score(m, n) - score(m + shift, n + shift)) < 1e-9


def test_a_gradient_is_turned_back(x):
    where, upstream = (
        np.arange(5),
        np.random.default_rng(1).normal(size=x.shape),
    )
    numeric = finite_difference(lambda: (upstream * rotate(x, where)).sum(), x)
    np.testing.assert_allclose(rotate(upstream, -where), numeric, atol=1e-8)


def test_nothing_is_turned_in_an_empty_sequence():
    assert rotate(np.zeros((2, 0, 4)), np.arange(0)).shape == (2, 0, 4)


def test_an_odd_width_is_named():
    message = "^width=5 must be even: features turn in pairs$"
    with pytest.raises(ValueError, match=message):
        rotate(np.zeros((3, 5)), np.arange(3))
