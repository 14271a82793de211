from itertools import combinations
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unmasked.tokenizers.unigram.lattice import best_cut, lattice

SCORES = st.dictionaries(
    st.text("abc", min_size=1, max_size=3), st.floats(-9, -0.1), max_size=15
)
UNKNOWN = -30.0


def all_cuts(text: str) -> list[list[tuple[int, int]]]:
    """Every way to cut a text: 2^(n−1) of them."""
    inner = range(1, len(text))
    return [
        list(zip([0, *borders], [*borders, len(text)], strict=True))
        for n in range(len(text))
        for borders in combinations(inner, n)
    ]


def score(text: str, cut: list[tuple[int, int]], scores: dict) -> float | None:
    """The log-probability of a cut, None if it uses what is no piece."""
    total = 0.0
    for start, end in cut:
        piece = text[start:end]
        if piece in scores:
            total += scores[piece]
        elif len(piece) == 1:
            total += UNKNOWN
        else:
            return None
    return total


def edges(text: str, scores: dict) -> list[list[tuple[int, float]]]:
    return lattice(text, scores, longest=3, unknown=UNKNOWN)


@pytest.mark.against(rule="the best of all cuts, listed one by one")
@given(st.text("abcd", min_size=1, max_size=8), SCORES)
@settings(deadline=None, max_examples=200)
def test_viterbi_finds_the_best_of_all_cuts(text, scores):
    possible = [score(text, cut, scores) for cut in all_cuts(text)]
    best = max(value for value in possible if value is not None)
    found = score(text, best_cut(edges(text, scores)), scores)
    assert found == pytest.approx(best)


def test_the_lattice_holds_each_piece_where_it_fits():
    scores = {"a": -1.0, "b": -2.0, "ab": -3.0, "ba": -4.0}
    assert edges("aba", scores) == [
        [],
        [(0, -1.0)],
        [(0, -3.0), (1, -2.0)],
        [(1, -4.0), (2, -1.0)],
    ]


def test_of_equal_cuts_the_longest_last_piece_wins():
    scores = {"a": log(0.5), "aa": log(0.25)}
    assert best_cut(edges("aaa", scores)) == [(0, 1), (1, 3)]


def test_an_empty_text_has_one_empty_cut():
    assert best_cut(edges("", {})) == []
