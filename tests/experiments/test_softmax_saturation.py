import math

import numpy as np
import pytest
import torch

from unmasked.experiments import softmax_saturation
from unmasked.from_scratch.scaled_dot_product import softmax_backward


def test_scaling_takes_the_width_out_of_the_matter():
    saturation = softmax_saturation.measure([16, 1024], seeds=[0, 1])
    for quantity in ("entropy", "largest weight", "score gradient, median"):
        narrow, wide = (
            saturation.mean(quantity, "divided by √d", d) for d in (16, 1024)
        )
        assert wide == pytest.approx(narrow, rel=0.1)


def test_without_scaling_a_wide_head_chooses_and_few_queries_learn():
    saturation = softmax_saturation.measure([1024], seeds=[0])

    def plain(quantity):
        return saturation.mean(quantity, "no scaling", 1024)

    assert plain("largest weight") > 0.9
    assert plain("score gradient, median") < plain("score gradient, mean") / 20
    assert plain("share of the top tenth") > 0.5


def test_the_gradients_are_those_of_the_derivation():
    # The same draws as in the experiment, through the formula instead.
    saturation = softmax_saturation.measure([8], n_queries=20, seeds=[3])
    g = torch.Generator().manual_seed(3)
    query, key = (
        torch.randn(20, 8, generator=g),
        torch.randn(32, 8, generator=g),
    )
    upstream = torch.randn(20, 32, generator=g)
    weights = (query @ key.mT / math.sqrt(8)).softmax(dim=-1)
    at_scores = softmax_backward(upstream.numpy(), weights.numpy())
    at_queries = at_scores @ key.numpy() / math.sqrt(8)
    for quantity, gradient in {
        "score gradient, mean": at_scores,
        "query gradient, mean": at_queries,
    }.items():
        norms = np.linalg.norm(gradient, axis=-1)
        measured = saturation.mean(quantity, "divided by √d", 8)
        assert measured == pytest.approx(norms.mean(), rel=1e-4)


def test_entropy_and_largest_weight_are_those_of_equal_weights_at_scale_zero():
    described = softmax_saturation._describe(4, 0.0, 32, 10, seed=0)
    assert described["entropy"] == pytest.approx(math.log(32))
    assert described["largest weight"] == pytest.approx(1 / 32)


@pytest.mark.parametrize(
    ("draw", "lines"), [("draw", 2), ("draw_gradients", 4)]
)
def test_the_figures_show_everything_measured(draw, lines):
    saturation = softmax_saturation.measure([4, 16], seeds=[0, 1])
    figure = getattr(softmax_saturation, draw)(saturation)
    assert len(figure.data) == lines
    assert figure.layout.xaxis.title.text == "width d"
