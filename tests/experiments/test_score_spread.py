import numpy as np
import pytest

from unmasked.experiments import score_spread


@pytest.mark.parametrize("entries", score_spread.ENTRIES)
def test_a_dot_product_spreads_like_the_root_of_the_width(entries):
    widths = [4, 64, 256]
    spread = score_spread.measure(widths, seeds=[0, 1])
    measured = spread.std[entries].mean(axis=0)
    np.testing.assert_allclose(measured, np.sqrt(widths), rtol=0.05)


def test_the_figure_shows_everything_measured():
    figure = score_spread.draw(score_spread.measure())
    assert len(figure.data) == 3
    assert all(axis.title.text for axis in figure.select_xaxes())
