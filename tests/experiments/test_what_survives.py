import numpy as np
import pytest

from unmasked.experiments import what_survives
from unmasked.experiments.what_survives import LAYERS, NAMES, SHOWN


@pytest.fixture(scope="module")
def survival():
    return what_survives.measure(seeds=[0, 1])


def test_what_is_linear_in_the_picture_is_painted_well():
    rng = np.random.default_rng(0)
    pictures = rng.normal(size=(400, 4))
    states = pictures @ rng.normal(size=(4, 9)) + 3
    painted = what_survives.paint(states[:300], pictures[:300], states[300:])
    # The ridge pulls a little towards the mean.
    wrong = ((painted - pictures[300:]) ** 2).mean()
    assert wrong < 0.2
    nothing = what_survives.paint(
        rng.normal(size=(300, 9)), pictures[:300], rng.normal(size=(100, 9))
    )
    assert ((nothing - pictures[300:]) ** 2).mean() > 0.9


def test_both_start_alike_and_the_plain_one_washes_out_first(survival):
    for seed in range(2):
        plain, shortcut = (survival.explained[name][seed] for name in NAMES)
        assert plain[0] == shortcut[0]
        assert (plain[1:] < shortcut[1:]).all()
    assert abs(survival.share("plain", 55)) < 0.1


def test_each_layer_takes_something_away(survival):
    shares = [survival.share("with shortcut", n) for n in LAYERS]
    assert shares == sorted(shares, reverse=True)


def test_the_figure_has_a_picture_for_each_depth(survival):
    figure = what_survives.draw(survival)
    assert len(figure.data) == len(LAYERS)
    assert sum(picture.visible for picture in figure.data) == 1
    mosaic = np.array(figure.data[0].z, dtype=float)
    assert mosaic.shape == (27, 9 * SHOWN)
    # The upper row is what went in, the right way up.
    top = mosaic[18:26, :8][::-1]
    np.testing.assert_allclose(
        top, survival.pictures[0].reshape(8, 8), atol=0.01
    )
