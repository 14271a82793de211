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


@pytest.mark.against("tokenizers.models.Unigram", exactly=True)
def test_agrees_with_hugging_face():
    # Their vocabulary needs <unk> first; its score is never used.
    vocabulary = [
        ("<unk>", 0.0),
        *((f"<0x{byte:02X}>", 0.0) for byte in range(256)),
        *TOKENIZER.scores.items(),
    ]
    theirs = tokenizers.Tokenizer(
        models.Unigram(vocabulary, unk_id=0, byte_fallback=True)
    )
    theirs.pre_tokenizer = pre_tokenizers.Split(Regex(GPT2), "isolated")
    ids = [token - 1 for token in theirs.encode(mixed_text()).ids]
    assert TOKENIZER.encode(mixed_text()) == ids


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


def test_a_negative_alpha_is_refused():
    with pytest.raises(ValueError, match=r"alpha=-0\.1 cannot be negative"):
        TOKENIZER.sample("text", alpha=-0.1, draw=Random(0))
