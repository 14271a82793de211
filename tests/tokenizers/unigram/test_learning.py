from collections import Counter
from math import exp, log

import pytest

from unmasked.data import moby_dick
from unmasked.tokenizers.patterns import GPT2, Splitter
from unmasked.tokenizers.unigram import learning
from unmasked.tokenizers.unigram.learning import (
    expected_counts,
    learn_scores,
    normalize,
    prune,
    seed,
)

WORDS = Counter(Splitter(GPT2)(moby_dick()[:20_000]))
LETTERS = {letter for word in WORDS for letter in word}


@pytest.fixture(scope="module")
def scores():
    return learn_scores(WORDS, 200)


def test_probabilities_sum_to_one(scores):
    assert sum(map(exp, scores.values())) == pytest.approx(1)


def test_the_number_of_pieces_is_the_one_asked_for(scores):
    assert len(scores) == 200
    assert set(scores) >= LETTERS
    assert list(scores.values()) == sorted(scores.values(), reverse=True)


def test_each_round_makes_the_words_more_likely():
    # The theorem of expectation-maximization (Dempster et al. 1977).
    scores = seed(WORDS, 500)
    likelihoods = []
    for _ in range(6):
        counts, likelihood = expected_counts(WORDS, scores)
        likelihoods.append(likelihood)
        scores = normalize(counts)
    assert likelihoods == sorted(likelihoods)


@pytest.mark.against(rule="the syllables that made the words")
def test_learning_finds_the_pieces_that_made_the_words():
    # Words put together from four syllables, of two letters each.
    syllables = ["ka", "to", "mi", "re"]
    words = {
        a + b + c: 1 for a in syllables for b in syllables for c in syllables
    }
    scores = learn_scores(words, 8 + 4)
    assert set(list(scores)[:4]) == set(syllables)
    for syllable in syllables:
        assert scores[syllable] == pytest.approx(log(1 / 4), abs=0.01)


def test_counts_add_up_to_the_letters():
    counts, _ = expected_counts(WORDS, seed(WORDS, 500))
    letters = sum(len(piece) * n for piece, n in counts.items())
    assert letters == pytest.approx(sum(len(w) * n for w, n in WORDS.items()))


def test_pruning_keeps_letters_whatever_they_cost():
    scores = seed(WORDS, 500)
    counts, _ = expected_counts(WORDS, scores)
    assert set(prune(counts, scores, 0)) == LETTERS


def test_pruning_drops_what_is_hardly_used():
    scores = {"a": -2.0, "b": -2.0, "ab": -3.0, "ba": -3.0}
    for often, rare in (("ab", "ba"), ("ba", "ab")):
        kept = prune({often: 100.0, rare: 1.0}, scores, 3)
        assert set(kept) == {"a", "b", often}


def test_seeds_are_the_letters_and_the_parts_that_spell_most_of_the_text():
    words = {"abcd": 3, "abx": 2, "y" * 20: 2, "wz": 1}
    longest = "y" * 16
    # How much of the text each spells: "y…" 5·16·2, "abcd" 3·4, "ab" 5·2.
    assert set(seed(words, 7 + 16)) == {
        *"abcdxywz",
        *(longest[:n] for n in range(2, 17)),
    }
    found = set(seed({"abcd": 3, "abx": 2, "wz": 1}, 7 + 2))
    assert found == {*"abcdxwz", "abcd", "ab"}
    assert "wz" not in seed(words, 1000)  # seen once, it shortens nothing


def test_of_too_many_parts_the_rarest_are_forgotten(monkeypatch):
    monkeypatch.setattr(learning, "MOST_PARTS", 50)
    words = {f"the{number:04}": 2 for number in range(100)} | {"the": 50}
    found = seed(words, 40)
    assert {"th", "he", "the", *"the0123456789"} <= set(found)


def test_the_likelihood_is_that_of_all_words():
    scores = {"a": log(0.5), "b": log(0.3), "ab": log(0.2)}
    _, likelihood = expected_counts({"ab": 2, "b": 3}, scores)
    expected = 2 * log(0.5 * 0.3 + 0.2) + 3 * log(0.3)
    assert likelihood == pytest.approx(expected)
