import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import normalizers, pre_tokenizers
from transformers import TextStreamer

from tests.tokenizers.mixed_text import mixed_text
from unmasked.tokenizers.word_piece.words import split_words


def well_known(text: str) -> str:
    """Drop signs whose kind depends on the age of a program's Unicode.

    Hugging Face's tables of accents and punctuation are of about 2015.
    """
    then = unicodedata.ucd_3_2_0.category
    return "".join(
        sign
        for sign in text
        if unicodedata.category(sign)[0] not in "CMP"
        or unicodedata.category(sign) == then(sign) != "Cn"
    )


@pytest.mark.against("normalizers.BertNormalizer", exactly=True)
@pytest.mark.parametrize("lowercase", [True, False])
def test_agrees_with_hugging_face(lowercase):
    text = well_known(mixed_text())
    assert len(text) > 500_000
    normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    theirs = pre_tokenizers.BertPreTokenizer().pre_tokenize_str(
        normalizer.normalize_str(text)
    )
    ours = split_words(text, lowercase=lowercase)
    assert ours == [word for word, _ in theirs]


@given(st.text(), st.booleans())
@settings(deadline=None)
def test_words_are_neither_empty_nor_hold_white_space(text, lowercase):
    words = split_words(text, lowercase=lowercase)
    assert all(word.split() == [word] for word in words)


def test_splitting_the_words_again_changes_nothing():
    words = split_words(mixed_text()[:20_000])
    assert split_words(" ".join(words)) == words


def test_signs_of_ascii_are_words():
    signs = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    assert split_words(f"a{signs}b") == ["a", *signs, "b"]


def test_control_signs_vanish():
    assert split_words("a\x00b\ufffdc\u200bd\te\nf") == ["abcd", "e", "f"]


def test_what_is_no_text_is_refused(no_shape_checks):
    with pytest.raises(TypeError, match="must be a str, not bytes"):
        split_words(b"one")


def test_the_ideographs_are_those_of_bert():
    # As in `transformers`. In `tokenizers` 0x2B820 is misspelt as 0x2B920.
    theirs = TextStreamer._is_chinese_char
    letters = (
        code
        for code in range(0x2E80, 0x2FA20)
        if unicodedata.category(chr(code)) == "Lo"
    )
    for code in letters:
        words = split_words(f"a{chr(code)}b", lowercase=False)
        assert (len(words) == 3) == theirs(None, code), hex(code)
