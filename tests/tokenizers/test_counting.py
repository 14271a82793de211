"""Pieces are counted, and what is too rare among too many is forgotten."""

from collections import Counter

import pytest

from unmasked.tokenizers import byte_pair, counting
from unmasked.tokenizers.counting import count_pieces, forget_rarest


def test_one_text_and_many_are_counted_alike():
    assert count_pieces("to be or not to be", str.split) == Counter(
        {"to": 2, "be": 2, "or": 1, "not": 1}
    )
    parts = iter(["to be or", "not to be"])
    assert count_pieces(parts, str.split)["to"] == 2


def test_forgetting_keeps_what_was_seen_most():
    counts = Counter({"a": 3, "b": 2, "c": 2, "d": 1})
    forget_rarest(counts, pieces=3)
    assert counts == {"a": 3, "b": 2, "c": 2}
    forget_rarest(counts, pieces=2)
    assert counts == {"a": 3}


def test_a_few_long_pieces_are_as_much_as_many_short_ones():
    counts = Counter({"often": 2, "x" * 10: 1, "y" * 10: 1})
    forget_rarest(counts, pieces=9, letters=25)
    assert len(counts) == 3
    forget_rarest(counts, pieces=9, letters=24)
    assert counts == {"often": 2}


@pytest.mark.parametrize(
    ("limit", "value"), [("MOST_PIECES", 100), ("MOST_LETTERS", 500)]
)
def test_memory_is_bounded_by_forgetting_the_rarest(monkeypatch, limit, value):
    monkeypatch.setattr(counting, limit, value)
    noise = (f" {number:05}{' often' * 10}" for number in range(1000))
    tokenizer = byte_pair.train(noise, vocab_size=261)
    assert tokenizer.decode([260]) == " often"
    noise = (f" {number:05}{' often' * 10}" for number in range(1000))
    counts = count_pieces(noise, str.split)
    assert counts["often"] == 10_000
    assert len(counts) <= 101
