"""The rules of generation, held to Hugging Face and to their definitions."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers.generation.logits_process import (
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from unmasked.generation.sampling import (
    greedy,
    keep_min_p,
    keep_top_k,
    keep_top_p,
    penalize_repetition,
    sample,
    with_temperature,
)

RULES = {
    "temperature": (with_temperature, TemperatureLogitsWarper, (0.3, 1.0, 2.5)),
    "top k": (keep_top_k, TopKLogitsWarper, (1, 3, 50, 99)),
    "top p": (keep_top_p, TopPLogitsWarper, (0.05, 0.5, 0.9)),
    "min p": (keep_min_p, MinPLogitsWarper, (0.01, 0.2, 1.0)),
}


@pytest.mark.against("transformers.generation.logits_process")
@pytest.mark.parametrize(
    ("ours", "theirs", "value"),
    [
        pytest.param(ours, theirs, value, id=f"{name} {value}")
        for name, (ours, theirs, values) in RULES.items()
        for value in values
    ],
)
def test_each_rule_is_the_one_that_hugging_face_implements(ours, theirs, value):
    logits = torch.randn(5, 50) * 3
    expected = theirs(value)(None, logits.clone())
    torch.testing.assert_close(ours(logits, value), expected)


@pytest.mark.against("RepetitionPenaltyLogitsProcessor")
def test_the_repetition_penalty_is_the_one_that_hugging_face_implements():
    logits, tokens = torch.randn(3, 20), torch.randint(20, (3, 7))
    expected = RepetitionPenaltyLogitsProcessor(1.3)(tokens, logits.clone())
    torch.testing.assert_close(
        penalize_repetition(logits, tokens, 1.3), expected
    )


def test_padding_is_no_repetition():
    logits = torch.ones(1, 4)
    tokens, mask = torch.tensor([[0, 2]]), torch.tensor([[False, True]])
    penalized = penalize_repetition(logits, tokens, 2.0, mask)
    assert penalized.tolist() == [[1.0, 1.0, 0.5, 1.0]]


@settings(deadline=None)
@given(seed=st.integers(0, 2**31), p=st.floats(0.01, 1.0))
def test_top_p_keeps_the_fewest_tokens_that_reach_p(seed, p):
    logits = torch.randn(12, generator=torch.Generator().manual_seed(seed)) * 2
    kept = keep_top_p(logits, p).isfinite()
    weights = logits.double().softmax(-1)
    assert weights[kept].sum() >= p - 1e-6
    # Without the least likely of them they would not reach it.
    if kept.sum() > 1:
        assert weights[kept].sum() - weights[kept].min() < p + 1e-6
    assert kept.any()


def test_the_order_of_the_kept_is_unchanged_and_so_are_their_logits():
    logits = torch.randn(2, 30)
    for rule, value in ((keep_top_k, 4), (keep_top_p, 0.7), (keep_min_p, 0.1)):
        kept = rule(logits, value)
        assert (kept.isinf() | (kept == logits)).all()


def test_sampling_follows_the_distribution():
    weights = torch.tensor([0.5, 0.3, 0.2])
    n_draws = 20_000
    draws = sample(weights.log().expand(n_draws, 3))
    frequencies = draws.bincount(minlength=3) / n_draws
    # Five standard deviations of a frequency of 0.5.
    torch.testing.assert_close(
        frequencies, weights, atol=5 * (0.25 / n_draws) ** 0.5, rtol=0
    )


def test_the_same_seed_draws_the_same_tokens():
    logits = torch.randn(8, 100)
    first = sample(logits, torch.Generator().manual_seed(7))
    again = sample(logits, torch.Generator().manual_seed(7))
    other = sample(logits, torch.Generator().manual_seed(8))
    assert first.equal(again)
    assert not first.equal(other)


def test_low_temperature_draws_what_greedy_takes():
    logits = torch.randn(4, 30)
    cold = with_temperature(logits, 1e-4)
    assert sample(cold).equal(greedy(logits))


def test_rules_work_in_bfloat16():
    logits = torch.randn(2, 30).bfloat16()
    for rule, value in ((keep_top_k, 4), (keep_top_p, 0.7), (keep_min_p, 0.1)):
        assert rule(logits, value).dtype == torch.bfloat16
    assert sample(logits).shape == (2,)


@pytest.mark.parametrize(
    ("rule", "value", "message"),
    [
        (with_temperature, 0.0, "temperature=0.0 must be positive; for the"),
        (keep_top_k, 0, "k=0 must be at least 1"),
        (keep_top_p, 0.0, r"p=0.0 must lie in \(0, 1\]"),
        (keep_top_p, 1.5, r"p=1.5 must lie in \(0, 1\]"),
        (keep_min_p, -1.0, r"p=-1.0 must lie in \(0, 1\]"),
    ],
)
def test_refuses_settings_that_mean_nothing(rule, value, message):
    with pytest.raises(ValueError, match=message):
        rule(torch.zeros(3), value)


def test_refuses_a_penalty_that_is_not_positive():
    with pytest.raises(ValueError, match="penalty=0 must be positive"):
        penalize_repetition(
            torch.zeros(1, 3), torch.zeros(1, 1, dtype=torch.long), 0
        )


def test_says_when_no_token_is_left():
    nothing = torch.full((1, 3), -torch.inf)
    with pytest.raises(ValueError, match="no token is left to draw"):
        sample(nothing)


@pytest.mark.parametrize("score", [torch.nan, torch.inf])
def test_says_when_a_score_is_not_finite(score):
    with pytest.raises(ValueError, match="the scores are not finite"):
        sample(torch.tensor([[0.0, 1.0], [0.0, score]]))


def test_tokens_that_reach_p_exactly_are_enough():
    logits = torch.zeros(1, 4)  # a quarter each, without rounding
    theirs = TopPLogitsWarper(0.5)(None, logits.clone())
    assert keep_top_p(logits, 0.5).isfinite().sum() == 2
    assert theirs.isfinite().sum() == 2
