"""What the lesson on self-attention claims, each against its theory."""

import math

import numpy as np
import pytest
import torch

from unmasked.experiments import (
    ambiguous_weights,
    attention_memory,
    score_spread,
    shared_query_key,
    softmax_saturation,
    token_order,
)
from unmasked.from_scratch.scaled_dot_product import softmax_backward


@pytest.mark.parametrize("entries", score_spread.ENTRIES)
def test_a_dot_product_spreads_like_the_root_of_the_width(entries):
    widths = [4, 64, 256]
    spread = score_spread.measure(widths, seeds=[0, 1])
    measured = spread.std[entries].mean(axis=0)
    np.testing.assert_allclose(measured, np.sqrt(widths), rtol=0.05)


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


def test_a_shared_projection_makes_a_token_look_at_itself():
    measured = shared_query_key.measure([64], seeds=[0, 1])
    assert measured.mean(shared_query_key.SHARED, 64) > 0.8
    apart = measured.mean(shared_query_key.SEPARATE, 64)
    assert apart == pytest.approx(1 / measured.n_tokens, rel=0.5)


def test_attention_follows_its_tokens_and_a_causal_mask_does_not():
    differences = token_order.measure(seeds=[7, 8])
    words = [differences.words(claim) for claim in token_order.CLAIMS]
    assert words[0] == words[2] == "rounding"
    assert float(words[1]) > 0.1
    assert float(words[3]) > 0.1


def test_the_map_of_weights_is_permuted_with_the_tokens():
    d = token_order.measure(seeds=[7])
    torch.testing.assert_close(d.map_after, d.map_before[d.order][:, d.order])


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_other_weights_give_the_same_output(seed):
    found = ambiguous_weights.measure(seed=seed)
    np.testing.assert_allclose(*found.outputs, atol=1e-12)
    assert found.other.sum() == pytest.approx(1)
    assert found.other.min() >= 0
    assert found.moved > 0.3


def test_too_few_tokens_have_no_second_explanation():
    with pytest.raises(ValueError, match="n_tokens=3 must be at least 4"):
        ambiguous_weights.measure(3)


def test_the_clear_path_holds_scores_and_weights_and_the_fused_does_not():
    peak = attention_memory.measure([256, 1024]).peak_bytes
    for n, held in zip([256, 1024], peak["clear path"], strict=True):
        assert held == pytest.approx(2 * n * n * 4, rel=0.01)
    short, long = peak["fused path"]
    assert long < 8 * short
    assert long < peak["clear path"][1] / 4


@pytest.mark.parametrize(
    ("experiment", "draw", "traces"),
    [
        (score_spread, "draw", 3),
        (softmax_saturation, "draw", 2),
        (softmax_saturation, "draw_gradients", 4),
        (shared_query_key, "draw", 3),
        (token_order, "draw", 2),
        (ambiguous_weights, "draw", 2),
    ],
)
def test_the_figure_shows_everything_measured(experiment, draw, traces):
    figure = getattr(experiment, draw)(experiment.measure())
    assert len(figure.data) == traces
    assert all(axis.title.text for axis in figure.select_xaxes())


def test_the_memory_figure_shows_both_paths():
    memory = attention_memory.measure([64, 128])
    names = {line.name for line in attention_memory.draw(memory).data}
    assert names == set(attention_memory.PATHS)
