import numpy as np
import pytest
import torch
import torch.nn.functional as F

from unmasked.experiments import spiral_training
from unmasked.from_scratch.spiral import spiral


@pytest.fixture(scope="module")
def training():
    return spiral_training.measure(
        (0.01, 1.0), steps=60, watch=(0, 60), seeds=(0, 1)
    )


def test_the_gradient_is_autograds():
    x, arm = spiral(30, seed=0)
    weights = spiral_training.start(8, seed=0)
    tensors = {
        name: torch.from_numpy(w).requires_grad_()
        for name, w in weights.items()
    }
    hidden = F.linear(
        torch.from_numpy(x), tensors["first"], tensors["first_bias"]
    ).relu()
    scores = F.linear(hidden, tensors["second"], tensors["second_bias"])
    F.cross_entropy(scores, torch.from_numpy(arm)).backward()
    ours = spiral_training.gradient(weights, x, arm)
    for name, tensor in tensors.items():
        np.testing.assert_allclose(ours[name], tensor.grad, atol=1e-12)


def test_training_beats_guessing_on_fresh_points(training):
    assert (training.accuracy[1.0] > 0.6).all()
    assert (training.losses[1.0][:, -1] < training.losses[0.01][:, -1]).all()


def test_the_first_loss_is_about_that_of_guessing(training):
    assert training.losses[1.0][:, 0].mean() == pytest.approx(
        np.log(3), rel=0.5
    )


def test_regions_are_watched_in_the_first_run_of_one_rate(training):
    assert list(training.watched) == [0, 60]
    assert set(np.unique(training.watched[60])) == {0, 1, 2}


def test_the_slider_shows_one_moment_at_a_time(training):
    figure = spiral_training.draw(training)
    (slider,) = figure.layout.sliders
    assert len(slider.steps) == 2
    assert all(sum(step.args[1]) == 1 + 3 for step in slider.steps)
