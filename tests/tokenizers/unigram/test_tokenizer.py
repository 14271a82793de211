from random import Random

import pytest
import tokenizers
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Regex, models, pre_tokenizers

from tests.tokenizers.mixed_text import mixed_text
from unmasked.data import moby_dick
from unmasked.tokenizers.patterns import GPT2
from unmasked.tokenizers.unigram import Unigram, train

TOKENIZER = train(
    moby_dick()[:20_000], vocab_size=450, special_tokens=["<|end|>"]
)


def hugging_faces(ours: Unigram, text: str) -> list[int]:
    # Their vocabulary needs <unk> first; its score is never used.
    vocabulary = [
        ("<unk>", 0.0),
        *((f"<0x{byte:02X}>", 0.0) for byte in range(256)),
        *ours.scores.items(),
    ]
    theirs = tokenizers.Tokenizer(
        models.Unigram(vocabulary, unk_id=0, byte_fallback=True)
    )
    theirs.pre_tokenizer = pre_tokenizers.Split(Regex(GPT2), "isolated")
    return [token - 1 for token in theirs.encode(text).ids]


@pytest.mark.against("tokenizers.models.Unigram", exactly=True)
def test_agrees_with_hugging_face():
    ids = hugging_faces(TOKENIZER, mixed_text())
    assert TOKENIZER.encode(mixed_text()) == ids


@pytest.mark.against("tokenizers.models.Unigram", exactly=True)
@pytest.mark.parametrize("last", [-9.0, -10.0, -12.0, -20.0])
def test_an_unknown_letter_costs_what_it_costs_hugging_face(last):
    # "ab" and "c", or an unknown "a" and "bc", whichever costs less.
    tokenizer = Unigram({"ab": -20.0, "c": last, "bc": -1.0})
    assert tokenizer.encode("abc") == hugging_faces(tokenizer, "abc")
    assert (ord("a") in tokenizer.encode("abc")) == (last < -11)


@given(st.text())
@settings(deadline=None)
def test_any_text_comes_back_unchanged(text):
    assert TOKENIZER.decode(TOKENIZER.encode(text)) == text


@given(st.binary())
@settings(deadline=None)
def test_any_bytes_come_back_unchanged(data):
    assert TOKENIZER.decode_bytes(TOKENIZER.encode(data)) == data


@given(st.text(max_size=40), st.floats(0, 2), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=50)
def test_any_text_comes_back_from_a_drawn_cut(text, alpha, draw):
    ids = TOKENIZER.sample(text, alpha=alpha, draw=draw)
    assert TOKENIZER.decode(ids) == text


def test_the_same_seed_draws_the_same():
    text = moby_dick()[:200]
    one, same, other = (
        TOKENIZER.sample(text, alpha=0.5, draw=Random(seed))
        for seed in (1, 1, 2)
    )
    assert one == same != other


def test_a_special_token_is_recognized_only_if_allowed():
    end = TOKENIZER.special.ids["<|end|>"]
    assert end not in TOKENIZER.encode("a<|end|>")
    ids = TOKENIZER.encode("a<|end|>", allowed_special="all")
    assert ids[-1] == end
    assert TOKENIZER.decode(ids) == "a<|end|>"


def test_an_unknown_special_token_is_refused():
    with pytest.raises(ValueError, match=r"unknown special tokens \['<s>'\]"):
        TOKENIZER.encode("text", allowed_special=["<s>"])


@pytest.mark.parametrize("token", [-1, 450])
def test_ids_outside_the_vocabulary_are_refused(token):
    with pytest.raises(ValueError, match=f"{token} is none of.*of 450"):
        TOKENIZER.decode([65, token])


def test_half_a_character_cannot_be_encoded():
    with pytest.raises(ValueError, match="holds half a character"):
        TOKENIZER.encode("\ud800")


@pytest.mark.parametrize("score", [0.5, float("nan"), float("-inf")])
def test_a_score_that_is_no_log_probability_is_refused(score):
    with pytest.raises(ValueError, match=f"'a' with score={score}"):
        Unigram({"a": score})


def test_an_empty_piece_is_refused():
    with pytest.raises(ValueError, match="a piece has letters"):
        Unigram({"": -1.0})


@pytest.mark.parametrize("alpha", [-0.1, float("inf"), float("nan")])
def test_an_alpha_that_means_nothing_is_refused(alpha):
    with pytest.raises(ValueError, match=f"alpha={alpha} must be a finite"):
        TOKENIZER.sample("text", alpha=alpha, draw=Random(0))


def test_a_special_token_that_comes_twice_is_refused():
    with pytest.raises(ValueError, match="comes twice"):
        Unigram({"a": -1.0}, special_tokens=["<a>", "<a>"])
