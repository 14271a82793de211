import pytest
import tokenizers
from tokenizers import models, normalizers, pre_tokenizers

from tests.tokenizers.mixed_text import mixed_text
from tests.tokenizers.word_piece.test_words import well_known
from unmasked.data import moby_dick
from unmasked.tokenizers.word_piece import WordPiece, train

TOKENIZER = train(moby_dick()[:20_000], vocab_size=300)


@pytest.mark.against("models.WordPiece", exactly=True)
def test_agrees_with_hugging_face():
    theirs = tokenizers.Tokenizer(
        models.WordPiece(
            TOKENIZER.ids, unk_token="[UNK]", max_input_chars_per_word=100
        )
    )
    theirs.normalizer = normalizers.BertNormalizer()
    theirs.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    text = well_known(mixed_text())
    assert TOKENIZER.encode(text) == theirs.encode(text).ids


def test_the_longest_piece_is_taken_first():
    pieces = ["[UNK]", "a", "ab", "##bc", "##c"]
    tokenizer = WordPiece(pieces, special_tokens=["[UNK]"])
    found = [pieces[token] for token in tokenizer.encode("abc")]
    assert found == ["ab", "##c"]  # not "a", "##bc"


def test_what_was_cut_off_first_is_not_reconsidered():
    # "a" and "##bc" would spell the word, but "ab" leaves a lone "c".
    pieces = ["[UNK]", "a", "ab", "##bc"]
    tokenizer = WordPiece(pieces, special_tokens=["[UNK]"])
    assert tokenizer.encode("abc") == [0]


def test_a_word_with_an_unknown_letter_is_unknown_as_a_whole():
    unknown = TOKENIZER.ids["[UNK]"]
    assert TOKENIZER.encode("the鯨") == [*TOKENIZER.encode("the"), unknown]
    assert TOKENIZER.encode("theж") == [unknown]


def test_a_very_long_word_is_unknown():
    unknown = TOKENIZER.ids["[UNK]"]
    assert TOKENIZER.encode("a" * 101) == [unknown]
    assert unknown not in TOKENIZER.encode("a" * 100)


def test_words_come_back_with_blanks_between():
    text = "Call me ISHMAEL, said he!"
    decoded = TOKENIZER.decode(TOKENIZER.encode(text))
    assert decoded == "call me ishmael , said he !"


def test_special_tokens_are_recognized_only_if_allowed():
    ids = TOKENIZER.encode("[CLS] whale [SEP]", allowed_special="all")
    assert ids[0] == TOKENIZER.ids["[CLS]"]
    assert ids[-1] == TOKENIZER.ids["[SEP]"]
    assert TOKENIZER.ids["[CLS]"] not in TOKENIZER.encode("[CLS] whale")


def test_an_unknown_special_token_is_refused():
    with pytest.raises(ValueError, match=r"unknown special tokens \['<s>'\]"):
        TOKENIZER.encode("text", allowed_special=["<s>"])


@pytest.mark.parametrize("token", [-1, 300])
def test_ids_outside_the_vocabulary_are_refused(token):
    with pytest.raises(ValueError, match=f"{token} is none of.*of 300"):
        TOKENIZER.decode([5, token])


def test_a_piece_that_comes_twice_is_refused():
    with pytest.raises(ValueError, match="the vocabulary has 'a' twice"):
        WordPiece(["[UNK]", "a", "b", "a"], special_tokens=[])


def test_a_vocabulary_without_its_special_tokens_is_refused():
    with pytest.raises(ValueError, match=r"lacks \['\[CLS\]', '\[MASK\]'"):
        WordPiece(["[PAD]", "[UNK]", "a"])
