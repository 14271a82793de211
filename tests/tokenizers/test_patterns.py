import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tokenizers.mixed_text import mixed_text
from unmasked.tokenizers.patterns import CL100K, GPT2, O200K, Splitter

RELEASED = {"gpt2": GPT2, "cl100k_base": CL100K, "o200k_base": O200K}


@pytest.mark.against("tiktoken.Encoding", exactly=True)
@pytest.mark.parametrize("name", RELEASED)
def test_cuts_where_tiktokens_own_pattern_cuts(name, encoding):
    # Rust's $ is the end of the text, Python's also stands before a last "\n".
    theirs = Splitter(encoding(name)._pat_str.replace("$", r"\Z"))
    assert Splitter(RELEASED[name])(mixed_text()) == theirs(mixed_text())


def test_o200k_is_written_as_tiktoken_writes_it(encoding):
    assert encoding("o200k_base")._pat_str == O200K


@pytest.mark.parametrize("pattern", RELEASED.values(), ids=RELEASED)
@given(text=st.text())
@settings(deadline=None)
def test_nothing_is_lost(pattern, text):
    assert "".join(Splitter(pattern)(text)) == text


def test_gpt4_takes_three_digits_at_most():
    assert Splitter(CL100K)("1234567") == ["123", "456", "7"]
    assert Splitter(GPT2)("1234567") == ["1234567"]


def test_the_last_blank_belongs_to_the_word():
    assert Splitter(GPT2)("a   b") == ["a", "  ", " b"]


def test_a_malformed_pattern_is_refused():
    with pytest.raises(ValueError, match=r"pattern='\(' is malformed: missing"):
        Splitter("(")


def test_a_pattern_with_groups_is_refused():
    with pytest.raises(ValueError, match=r"captures a group: write \(\?:…\)"):
        Splitter(r"(\w+)|\W+")


def test_a_pattern_that_skips_text_is_refused_when_it_does():
    words = Splitter(r"\w+")
    assert words("abc") == ["abc"]
    with pytest.raises(ValueError, match=r"skips part of the text.* 3$"):
        words("abc def")


@pytest.mark.parametrize("text", [b"one", ["one", "two"], None])
def test_what_is_no_text_is_refused(no_shape_checks, text):
    with pytest.raises(
        TypeError, match=r"must be a str, not (bytes|list|None)"
    ):
        Splitter(GPT2)(text)
