from collections import Counter
from itertools import pairwise
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unmasked.from_scratch.byte_pair import merge
from unmasked.tokenizers.word_piece.learning import gain, learn_pieces


def likelihood(rows: dict) -> float:
    """The best log-likelihood that a unigram model can give the pieces."""
    counts: Counter = Counter()
    for row, n in rows.items():
        for piece in row:
            counts[piece] += n
    total = sum(counts.values())
    return sum(n * log(n / total) for n in counts.values())


def merge_best_pair(rows: dict, pieces: list[str]) -> float:
    """The definition: try every pair, measure, keep the best."""
    pairs = sorted({pair for row in rows for pair in pairwise(row)})
    before = likelihood(rows)
    tried = []
    for pair in pairs:
        merged = {merge(row, pair, len(pieces)): n for row, n in rows.items()}
        tried.append((likelihood(merged) - before, pair, merged))
    if not tried:
        return 0.0
    best = max(rise for rise, _, _ in tried)
    rise, pair, merged = next(t for t in tried if t[0] > best - 1e-9)
    if rise > 1e-9:
        pieces.append(pieces[pair[0]] + pieces[pair[1]].removeprefix("##"))
        rows.clear()
        rows.update(merged)
    return rise


@pytest.mark.against(
    rule="the likelihood of the text, for each candidate", exactly=True
)
@given(
    # Letters of a word differ, so that no pairs overlap, and counts differ, so
    # that there are no ties but between pairs in the same words.
    st.lists(
        st.permutations("abcde").map(lambda letters: "".join(letters[:4])),
        min_size=1,
        max_size=6,
        unique=True,
    )
)
@settings(deadline=None, max_examples=100)
def test_each_piece_is_the_one_that_raises_the_likelihood_most(words):
    counts = {word: 3 * i + 1 for i, word in enumerate(words)}
    learned = learn_pieces(counts, 40)
    pieces = [piece for piece in learned if len(piece.strip("#")) == 1]
    numbers = {piece: i for i, piece in enumerate(pieces)}
    rows = {
        (numbers[w[0]], *(numbers[f"##{c}"] for c in w[1:])): n
        for w, n in counts.items()
    }
    while merge_best_pair(rows, pieces) > 1e-9:
        pass
    assert learned == pieces


def test_the_gain_is_the_difference_of_two_likelihoods():
    rows = {(0, 1, 2): 7, (0, 2): 5, (1, 1): 3}
    merged = {merge(row, (1, 1), 3): n for row, n in rows.items()}
    seen = [np.array([float(n)]) for n in (3, 13, 13)]
    rise = gain(*seen, same=np.array([True]), total=37.0)
    assert rise[0] == pytest.approx(likelihood(merged) - likelihood(rows))
    merged = {merge(row, (0, 1), 3): n for row, n in rows.items()}
    seen = [np.array([float(n)]) for n in (7, 12, 13)]
    rise = gain(*seen, same=np.array([False]), total=37.0)
    assert rise[0] == pytest.approx(likelihood(merged) - likelihood(rows))


def test_a_rare_pair_that_belongs_together_beats_a_frequent_one_that_does_not():
    # "e" follows "t" often, but "e" is everywhere; "q" is always before "u".
    words = {f"{first}e": 20 for first in "abcdfghijklt"} | {"aqu": 15}
    letters = 15
    assert learn_pieces(words, letters + 1)[-1] == "##qu"


def test_learning_stops_when_nothing_raises_the_likelihood():
    # Every letter before every letter equally often: no pair stands out.
    words = {a + b: 10 for a in "abcd" for b in "abcd"}
    assert len(learn_pieces(words, 100)) == 8


def test_letters_must_fit():
    with pytest.raises(ValueError, match="3 letters do not fit into 2 pieces"):
        learn_pieces({"abc": 1}, 2)
