"""Near-duplicates are found wherever they stand, and strangers are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unmasked.data.near_duplicates import nearest, trigrams
from unmasked.data.translations import translation_pairs

KNOWN = ["Insert page break", "Delete all", "Fixed price shipping benefits"]


@pytest.mark.parametrize(
    "text", ["insert PAGE break", "Insert page break…", "1 Insert page break?"]
)
def test_case_digits_and_punctuation_do_not_make_a_difference(text):
    assert nearest([text], KNOWN) == [(1.0, 0)]


def test_an_added_letter_is_nearly_the_same_and_another_message_is_not():
    (near, place), (far, _) = nearest(
        ["Fixed price shipping benefit", "Show the ruler"], KNOWN
    )
    assert place == 2
    assert near >= 0.9
    assert far < 0.2


def test_nothing_in_common_is_no_similarity():
    assert nearest(["xyz"], KNOWN) == [(0.0, 0)]


def test_the_first_of_equals_is_taken():
    assert nearest(["Open"], ["Close", "open", "OPEN"]) == [(1.0, 1)]


@given(
    st.lists(st.text("abc ", max_size=8), min_size=1, max_size=6),
    st.text("abc ", max_size=8),
)
def test_it_finds_what_comparing_with_each_one_finds(known, text):
    mine = trigrams(text)
    every = [
        len(mine & theirs) / max(1, len(mine | theirs))
        for theirs in map(trigrams, known)
    ]
    ((similarity, place),) = nearest([text], known)
    assert similarity == max(every)
    assert every[place] == similarity


def test_some_test_messages_are_nearly_known():
    tests, learned = (translation_pairs("es", s) for s in ("test", "train"))
    found = nearest([p.english for p in tests], [p.english for p in learned])
    share = sum(similarity >= 0.6 for similarity, _ in found) / len(found)
    assert 0.2 < share < 0.5


def test_nothing_known_is_refused():
    with pytest.raises(ValueError, match="no known texts"):
        nearest(["Open"], [])
