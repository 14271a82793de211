"""NumPy's sinusoids are PyTorch's, and a shift is one rotation."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from unmasked.from_scratch.sinusoidal import shift_matrix, sinusoidal_positions
from unmasked.positions import sinusoidal

places = st.integers(min_value=-500, max_value=500)


@pytest.mark.against("sinusoidal.sinusoidal_positions")
@pytest.mark.parametrize("d_model", [2, 6, 32])
def test_agrees_with_pytorch(d_model):
    theirs = sinusoidal.sinusoidal_positions(torch.arange(50), d_model=d_model)
    ours = sinusoidal_positions(np.arange(50), d_model=d_model)
    # theirs is single precision, of angles up to 50
    np.testing.assert_allclose(ours, theirs.numpy(), atol=1e-5)


@given(position=places, shift=places)
def test_one_matrix_moves_every_position_on(position, shift):
    here, there = sinusoidal_positions(
        np.array([position, position + shift]), d_model=8
    )
    np.testing.assert_allclose(
        shift_matrix(shift, d_model=8) @ here, there, atol=1e-9
    )


@given(places)
def test_the_matrix_is_a_rotation(shift):
    matrix = shift_matrix(shift, d_model=8)
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(8), atol=1e-12)
    np.testing.assert_allclose(np.linalg.det(matrix), 1.0)
    np.testing.assert_allclose(
        matrix.T, shift_matrix(-shift, d_model=8), atol=1e-12
    )


@pytest.mark.parametrize("shape", [(), (0,), (1,), (2, 3)])
def test_any_shape_of_positions_will_do(shape):
    positions = np.ones(shape)
    assert sinusoidal_positions(positions, d_model=4).shape == (*shape, 4)


def test_an_odd_width_is_named():
    message = "^d_model=5 must be even: each sine comes with a cosine$"
    with pytest.raises(ValueError, match=message):
        sinusoidal_positions(np.arange(3), d_model=5)
    with pytest.raises(ValueError, match=message):
        shift_matrix(1, d_model=5)
