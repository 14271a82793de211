from collections import Counter
from math import exp, log
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tokenizers.unigram.test_lattice import (
    SCORES,
    all_cuts,
    edges,
    score,
)
from unmasked.tokenizers.unigram.lattice import best_cut
from unmasked.tokenizers.unigram.sums import (
    expected_uses,
    log_sums,
    sample_cut,
)

TEXT = "abcab"
PIECES = {"a": -2.0, "b": -2.5, "c": -2.2, "ab": -2.4, "bca": -3.0, "ca": -3.1}


def probabilities(text: str, scores: dict, alpha: float = 1.0) -> dict:
    """Of each possible cut, by going through all of them."""
    values = {tuple(cut): score(text, cut, scores) for cut in all_cuts(text)}
    powers = {c: exp(alpha * v) for c, v in values.items() if v is not None}
    return {cut: p / sum(powers.values()) for cut, p in powers.items()}


@pytest.mark.against(rule="the sum over all cuts, listed one by one")
@given(
    st.text("abcd", min_size=1, max_size=7),
    SCORES,
    st.floats(0, 2),
)
@settings(deadline=None, max_examples=100)
def test_the_sum_is_that_over_all_cuts(text, scores, alpha):
    values = (score(text, cut, scores) for cut in all_cuts(text))
    total = sum(exp(alpha * value) for value in values if value is not None)
    assert log_sums(edges(text, scores), alpha)[-1] == pytest.approx(log(total))


@given(st.text("abcd", min_size=1, max_size=7), SCORES)
@settings(deadline=None, max_examples=100)
def test_expected_uses_are_those_over_all_cuts(text, scores):
    expected: Counter = Counter()
    for cut, p in probabilities(text, scores).items():
        for edge in cut:
            expected[edge] += p
    uses, _ = expected_uses(edges(text, scores))
    found = {(start, end): p for start, end, p in uses}
    assert found == pytest.approx(dict(expected), abs=1e-9)


@pytest.mark.parametrize("alpha", [0.0, 0.3, 1.0])
def test_cuts_are_drawn_as_often_as_they_are_probable(alpha):
    n, draw = 10_000, Random(0)
    lattice = edges(TEXT, PIECES)
    drawn = Counter(tuple(sample_cut(lattice, alpha, draw)) for _ in range(n))
    for cut, p in probabilities(TEXT, PIECES, alpha).items():
        # Four standard deviations of a binomial count.
        assert abs(drawn[cut] - n * p) <= 4 * (n * p * (1 - p)) ** 0.5 + 1


def test_a_large_alpha_draws_the_best_cut():
    lattice = edges(TEXT, PIECES)
    assert sample_cut(lattice, 1000.0, Random(0)) == best_cut(lattice)


def test_a_long_text_does_not_underflow():
    lattice = edges("ab" * 5000, PIECES)
    uses, log_probability = expected_uses(lattice)
    assert log_probability < -10_000  # exp of which is 0
    assert sum((e - s) * p for s, e, p in uses) == pytest.approx(10_000)
