import numpy as np
import pytest

from unmasked.from_scratch.spiral import spiral


def test_the_arms_are_equally_full_and_stay_in_the_unit_circle():
    x, arm = spiral(300, seed=0)
    np.testing.assert_array_equal(np.bincount(arm), [100, 100, 100])
    assert np.linalg.norm(x, axis=1).max() <= 1


def test_each_arm_is_the_first_one_turned_by_a_third():
    """Judged by where arms lie on a thin ring, apart from their noise."""
    x, arm = spiral(60_000, seed=1)
    radius = np.linalg.norm(x, axis=1)
    ring = (radius > 0.5) & (radius < 0.51)
    places = np.exp(1j * np.arctan2(x[:, 1], x[:, 0]))
    first, *others = (
        np.angle(places[ring & (arm == number)].mean()) for number in range(3)
    )
    for turns, other in enumerate(others, start=1):
        apart = np.exp(1j * (other - first - 2 * np.pi / 3 * turns))
        assert abs(np.angle(apart)) < 0.05


def test_no_straight_lines_split_it():
    """Least squares on the coordinates does hardly better than guessing."""
    x, arm = spiral(3000, seed=0)
    inputs = np.column_stack([x, np.ones(len(x))])
    fitted = inputs @ np.linalg.lstsq(inputs, np.eye(3)[arm], rcond=None)[0]
    assert (fitted.argmax(1) == arm).mean() < 0.6


def test_the_same_seed_gives_the_same_points():
    np.testing.assert_array_equal(spiral(9, seed=4)[0], spiral(9, seed=4)[0])
    assert not np.allclose(spiral(9, seed=4)[0], spiral(9, seed=5)[0])


def test_a_negative_number_of_points_is_refused():
    with pytest.raises(ValueError, match="n=-1 must not be negative"):
        spiral(-1, seed=0)
