"""Turning a pair is multiplying a complex number, whichever makes the pair."""

import pytest
import torch

from unmasked.positions.rotary_layouts import (
    half_split_order,
    rotate_half_split,
    rotate_interleaved,
)

ANGLES = torch.linspace(-3, 3, 20).view(4, 5)
TURN = torch.polar(torch.ones(4, 5), ANGLES)


@pytest.mark.against(rule="multiplication of complex numbers")
def test_neighbors_are_the_parts_of_a_complex_number():
    x = torch.randn(4, 10)
    expected = torch.view_as_complex(x.view(4, 5, 2)) * TURN
    torch.testing.assert_close(
        rotate_interleaved(x, ANGLES.cos(), ANGLES.sin()),
        torch.view_as_real(expected).flatten(-2),
    )


@pytest.mark.against(rule="multiplication of complex numbers")
def test_halves_are_the_parts_of_complex_numbers():
    x = torch.randn(4, 10)
    expected = torch.complex(x[:, :5], x[:, 5:]) * TURN
    torch.testing.assert_close(
        rotate_half_split(x, ANGLES.cos(), ANGLES.sin()),
        torch.cat([expected.real, expected.imag], dim=-1),
    )


def test_features_beyond_the_last_pair_stay():
    x = torch.randn(4, 13)
    for rotate in (rotate_interleaved, rotate_half_split):
        turned = rotate(x, ANGLES.cos(), ANGLES.sin())
        assert turned[:, 10:].equal(x[:, 10:])
        assert not torch.allclose(turned[:, :10], x[:, :10])


def test_the_order_is_a_permutation_that_puts_even_features_first():
    order = half_split_order(8)
    assert order.sort().values.tolist() == list(range(8))
    assert order[:4].tolist() == [0, 2, 4, 6]


@pytest.mark.parametrize(
    ("d_rotary", "message"), [(5, "5 must be even"), (0, "0 must be at least")]
)
def test_an_order_of_what_makes_no_pairs_is_refused(d_rotary, message):
    with pytest.raises(ValueError, match=f"^d_rotary={message}"):
        half_split_order(d_rotary)
