import numpy as np
import pytest

from unmasked.experiments import descent_valley


def test_each_step_multiplies_each_distance_by_one_less_rate_times_bend():
    descent = descent_valley.measure([0.15], steps=7)
    factor = 1 - 0.15 * descent_valley.BENDS
    np.testing.assert_allclose(
        descent.paths[0][-1], descent_valley.START * factor**7
    )


@pytest.mark.parametrize(("rate", "falls"), [(0.199, True), (0.201, False)])
def test_two_over_the_sharpest_bend_is_the_edge(rate, falls):
    losses = descent_valley.measure([rate], steps=2000).losses(rate)
    assert (losses[-1] < 1e-6) == falls


def test_the_slider_shows_one_path_at_a_time():
    descent = descent_valley.measure()
    figure = descent_valley.draw(descent)
    (slider,) = figure.layout.sliders
    assert len(slider.steps) == len(descent.rates)
    for step in slider.steps:
        assert sum(step.args[1]) == 2  # the valley and a path
