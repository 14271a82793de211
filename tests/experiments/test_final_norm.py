from statistics import mean

import pytest

from unmasked.experiments import final_norm


@pytest.fixture(scope="module")
def losses():
    return final_norm.measure(depths=[2, 16], seeds=[0, 1])


def test_with_the_norm_the_start_is_near_an_even_guess_at_every_depth(losses):
    for depth in (2, 16):
        assert abs(mean(losses[True, depth]) - final_norm.EVEN) < 0.3


def test_without_it_deeper_is_louder(losses):
    shallow, deep = mean(losses[False, 2]), mean(losses[False, 16])
    assert deep > shallow + 0.5


def test_the_figure_shows_both(losses):
    figure = final_norm.draw(losses)
    assert [line.name for line in figure.data] == list(
        final_norm.NAMES.values()
    )
