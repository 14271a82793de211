"""Sizes that cannot be are refused, by name."""

import pytest

from unmasked.cost.sizes import check_sizes, head_sizes


def test_missing_sizes_are_filled_in():
    assert head_sizes(512, 8, None, None) == (8, 64)
    assert head_sizes(512, 8, 2, 100) == (2, 100)


@pytest.mark.parametrize("bad", [0, -1, float("nan")])
def test_a_size_must_be_positive(bad):
    with pytest.raises(ValueError, match=f"d_ff={bad} must be positive"):
        check_sizes(d_model=1, d_ff=bad)


def test_key_heads_must_divide_query_heads():
    with pytest.raises(ValueError, match="n_kv_heads=3 must divide n_heads=8"):
        head_sizes(512, 8, 3, None)


def test_heads_must_divide_the_width_unless_theirs_is_given():
    with pytest.raises(ValueError, match=r"n_heads=7 must divide d_model=512"):
        head_sizes(512, 7, None, None)
    assert head_sizes(512, 7, None, 64) == (7, 64)


def test_the_width_of_a_head_must_be_positive():
    with pytest.raises(ValueError, match="d_head=0 must be positive"):
        head_sizes(512, 8, None, 0)
