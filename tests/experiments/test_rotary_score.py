import numpy as np
import torch

from unmasked.experiments import rotary_score
from unmasked.positions import Rotary


def test_the_curve_is_the_score_of_equal_vectors_turned_by_the_package():
    curves = rotary_score.measure(farthest=20)
    turn = Rotary(d_rotary=32)(torch.arange(21))
    x = turn(torch.ones(1, 21, 32))[0]
    scores = (x[0] @ x.mT) / 32
    np.testing.assert_allclose(
        curves.scores[10_000.0][32], scores.numpy(), atol=1e-5
    )


def test_the_score_is_the_mean_of_its_pairs():
    curves = rotary_score.measure(widths=[16])
    pairs = np.stack(list(curves.pairs[100.0].values()))
    np.testing.assert_allclose(curves.scores[100.0][16], pairs.mean(axis=0))


def test_every_choice_of_the_controls_shows_one_curve_of_each_kind():
    figure = rotary_score.draw(rotary_score.measure())
    (menu,), (width, pair) = figure.layout.updatemenus, figure.layout.sliders
    for button in menu.buttons:
        there = button.args[0]["visible"]
        for slider in (width, pair):
            for step in slider.steps:
                change, own = step.args
                seen = zip(change["opacity"], own, strict=True)
                assert sum(o for o, i in seen if there[i]) == 1


def test_what_is_drawn_first_is_what_the_controls_say():
    figure = rotary_score.draw(rotary_score.measure())
    seen = [t for t in figure.data if t.visible and t.opacity]
    assert len(seen) == 2
    for slider in figure.layout.sliders:
        change, own = slider.steps[slider.active].args
        drawn = [figure.data[i].opacity for i in own]
        assert list(change["opacity"]) == drawn
