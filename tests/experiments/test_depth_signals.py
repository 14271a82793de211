import pytest
import torch
import torch.nn.functional as F

from unmasked.experiments import depth_signals
from unmasked.experiments._depth_model import DepthModel

NAMES = depth_signals.TWO_BY_TWO | depth_signals.PLACES


@pytest.fixture(scope="module")
def signals():
    return depth_signals.measure(depths=[2, 16], seeds=[0, 1])


def test_without_norms_sizes_run_away_and_with_them_they_do_not(signals):
    assert signals.at("size", "neither", 16, 16) < 1e-2
    assert signals.at("size", "no norm", 16, 16) > 100
    for wiring in ("no residual", "pre-norm", "post-norm"):
        assert 0.3 < signals.at("size", wiring, 16, 16) < 10


def test_without_residuals_tokens_become_alike(signals):
    assert signals.at("likeness", "no residual", 16, 16) > 0.99
    assert signals.at("likeness", "post-norm", 16, 16) > 0.95
    assert signals.at("likeness", "pre-norm", 16, 16) < 0.8
    assert signals.at("likeness", "DeepNorm", 16, 16) < 0.1


def test_the_gradient_is_that_of_the_stream_itself():
    # The same draws; the embedding's gradient, summed over the places at which
    # a token stands, against autograd's at the table.
    signals = depth_signals.measure(["pre-norm"], depths=[2], seeds=[0])
    torch.manual_seed(0)
    model = DepthModel("pre-norm", n_layers=2)
    tokens = torch.randint(512, (2, depth_signals.N_TOKENS))
    scores = model(tokens)
    asked = torch.randn(scores.shape) / scores.numel() ** 0.5
    at_table, at_places = torch.autograd.grad(
        scores, [model.embed.weight, model.places.weight], asked
    )
    one_place = at_places[: depth_signals.N_TOKENS].sum(dim=0)
    torch.testing.assert_close(at_table.sum(dim=0), one_place)
    # The length cannot be below that of the sum over its parts, ÷ √count.
    length = signals.gradient["pre-norm", 2][0, 0]
    assert length >= one_place.norm() / tokens.numel() ** 0.5


def test_the_last_layer_s_gradient_shrinks_with_depth_in_pre_norm_alone(
    signals,
):
    ratio = {
        wiring: (
            signals.weights[wiring, 2].mean()
            / signals.weights[wiring, 16].mean()
        ).item()
        for wiring in ("pre-norm", "post-norm")
    }
    assert ratio["pre-norm"] > 1.8
    assert 0.7 < ratio["post-norm"] < 1.4


def test_likeness_is_the_mean_cosine_of_different_tokens():
    x = torch.randn(1, 3, 5)
    pairs = [(0, 1), (0, 2), (1, 2)]
    cosines = [F.cosine_similarity(x[0, i], x[0, j], dim=0) for i, j in pairs]
    expected = torch.stack(cosines).mean()
    torch.testing.assert_close(depth_signals._likeness(x), expected)


def test_the_slider_has_every_depth_and_moves_every_line(signals):
    figure = depth_signals.draw(signals)
    (slider,) = figure.layout.sliders
    assert [step.label for step in slider.steps] == ["2", "16"]
    for step in slider.steps:
        assert len(step.args[0]["y"]) == len(figure.data) == 12
    last = slider.steps[-1].args[0]["y"]
    assert [list(line.y) for line in figure.data] == [list(y) for y in last]


def test_a_wiring_has_one_name_in_both_figures(signals):
    assert {wiring for wiring, _ in signals.size} == set(NAMES)
