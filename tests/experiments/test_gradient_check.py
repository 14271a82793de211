import numpy as np
import pytest
import torch
import torch.nn.functional as F

from unmasked.experiments import gradient_check


def test_the_exact_slope_is_autograds():
    rng = np.random.default_rng(0)
    weights = [rng.standard_normal((8, 16)), rng.standard_normal((16, 4))]
    along = [rng.standard_normal((8, 16)), rng.standard_normal((16, 4))]
    x = rng.standard_normal(8)
    tensors = [torch.from_numpy(w).requires_grad_() for w in weights]
    logits = torch.tanh(torch.from_numpy(x) @ tensors[0]) @ tensors[1]
    F.cross_entropy(logits, torch.tensor(2)).backward()
    theirs = sum(
        (w.grad * torch.from_numpy(step)).sum()
        for w, step in zip(tensors, along, strict=True)
    )
    ours = gradient_check.slope(weights, along, x, 2)
    assert ours == pytest.approx(float(theirs), rel=1e-12)


def test_halving_a_nudge_halves_one_sided_and_quarters_two_sided_errors():
    """The bend of the loss gives errors in ε and in ε²."""
    errors = gradient_check.measure([1e-3, 5e-4])
    for way, ratio in (("one side", 2), ("both sides", 4)):
        measured = errors.error[way, "64-bit"]
        ratios = np.median(measured[:, 0] / measured[:, 1])
        assert ratios == pytest.approx(ratio, rel=0.05)


def test_both_kinds_of_nudge_fail_at_both_ends():
    errors = gradient_check.measure()
    for key in errors.error:
        nudge, least = errors.best(*key)
        medians = np.median(errors.error[key], axis=0)
        assert errors.nudges[0] < nudge < errors.nudges[-1]
        assert medians[0] > 30 * least
        assert medians[-1] > 30 * least


def test_the_figure_shows_every_way():
    figure = gradient_check.draw(gradient_check.measure(seeds=[0]))
    assert len(figure.data) == 4


def test_the_best_nudge_reads_as_a_power_of_ten():
    nudges = np.array([1e-6, 1e-3])
    errors = gradient_check.Errors(
        nudges, {("one side", "64-bit"): np.array([[3e-11, 1.0]])}
    )
    assert errors.words("one side", "64-bit") == ("10⁻⁶", "10⁻¹¹")
