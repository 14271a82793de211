import pytest
import tokenizers
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import models, pre_tokenizers

from tests.tokenizers.mixed_text import mixed_text
from unmasked.data import state_of_the_union
from unmasked.tokenizers.byte_pair import (
    BytePair,
    load_gpt2,
    load_tiktoken,
    train,
)
from unmasked.tokenizers.patterns import CL100K, O200K

TRAINED = train(
    state_of_the_union()[:50_000],
    vocab_size=600,
    special_tokens=["<|end|>", "<|pad|>"],
)


@given(st.text())
@settings(deadline=None, max_examples=200)
def test_any_text_comes_back_unchanged(text):
    assert TRAINED.decode(TRAINED.encode(text)) == text


@given(st.binary())
@settings(deadline=None, max_examples=200)
def test_any_bytes_come_back_unchanged(data):
    assert TRAINED.decode_bytes(TRAINED.encode(data)) == data


def test_bytes_and_the_text_they_spell_are_encoded_alike():
    text = mixed_text()[:50_000]
    assert TRAINED.encode(text.encode()) == TRAINED.encode(text)


@pytest.fixture(scope="session")
def gpt2(vocabularies):
    return load_gpt2(vocabularies / "encoder.json", vocabularies / "vocab.bpe")


@pytest.mark.against("tiktoken.Encoding", exactly=True)
def test_gpt2_agrees_with_tiktoken(gpt2, encoding):
    theirs = encoding("gpt2")
    assert gpt2.encode(mixed_text()) == theirs.encode_ordinary(mixed_text())
    assert gpt2.vocab_size == theirs.n_vocab == 50257


@pytest.mark.against("models.BPE", exactly=True)
def test_gpt2_agrees_with_hugging_face(gpt2, vocabularies):
    files = (vocabularies / "encoder.json", vocabularies / "vocab.bpe")
    theirs = tokenizers.Tokenizer(models.BPE.from_file(*map(str, files)))
    theirs.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    assert gpt2.encode(mixed_text()) == theirs.encode(mixed_text()).ids


@pytest.mark.against("tiktoken.Encoding", exactly=True)
@pytest.mark.parametrize(
    ("name", "pattern", "n_tokens"),
    [
        ("cl100k_base", CL100K, 100_256),
        pytest.param("o200k_base", O200K, 199_998, marks=pytest.mark.slow),
    ],
)
def test_gpt4_and_gpt4o_agree_with_tiktoken(
    vocabularies, encoding, name, pattern, n_tokens
):
    theirs = encoding(name)
    ours = load_tiktoken(
        vocabularies / f"{name}.tiktoken",
        pattern=pattern,
        special_tokens=theirs._special_tokens,
        n_tokens=n_tokens,
    )
    assert ours.encode(mixed_text()) == theirs.encode_ordinary(mixed_text())
    assert ours.vocab_size == theirs.n_vocab
    text = "<|endoftext|>one<|endofprompt|> two<|endoftext"
    assert ours.encode(text, allowed_special="all") == theirs.encode(
        text, allowed_special="all"
    )
    ids = list(range(0, 100_000, 7))
    assert ours.decode_bytes(ids) == theirs.decode_bytes(ids)
    assert ours.decode(ids) == theirs.decode(ids)


def test_a_special_token_is_recognized_only_if_allowed():
    end = TRAINED.special.ids["<|end|>"]
    text = "one<|end|>two"
    assert end not in TRAINED.encode(text)
    assert end not in TRAINED.encode(text, allowed_special=["<|pad|>"])
    assert TRAINED.encode(text, allowed_special=["<|end|>"]) == [
        *TRAINED.encode("one"),
        end,
        *TRAINED.encode("two"),
    ]


def test_special_tokens_come_back_unchanged():
    text = "<|pad|><|end|>one<|end|>"
    ids = TRAINED.encode(text, allowed_special="all")
    assert TRAINED.decode(ids) == text


def test_an_unknown_special_token_is_refused():
    with pytest.raises(
        ValueError, match=r"unknown special tokens \['<mask>'\]"
    ):
        TRAINED.encode("text", allowed_special=["<mask>"])


def test_half_a_character_decodes_to_a_replacement():
    first_of_two = TRAINED.encode("é")[:1]
    assert TRAINED.decode(first_of_two) == "\ufffd"
    with pytest.raises(UnicodeDecodeError):
        TRAINED.decode(first_of_two, errors="strict")


def test_half_a_character_cannot_be_encoded():
    with pytest.raises(ValueError, match="holds half a character"):
        TRAINED.encode("\ud800")


@pytest.mark.parametrize("token", [-1, 600])
def test_ids_outside_the_vocabulary_are_refused(token):
    with pytest.raises(ValueError, match=f"{token} is none of.*of 600"):
        TRAINED.decode([65, token])


def test_a_special_token_may_not_take_the_id_of_another_token():
    with pytest.raises(
        ValueError, match=r"'<\|end\|>' has the token=65 of other"
    ):
        BytePair({}, special_tokens={"<|end|>": 65})


def test_the_encoding_of_an_empty_text_is_empty():
    assert TRAINED.encode("") == []
    assert TRAINED.decode([]) == ""


def test_ids_may_come_in_a_tensor_and_must_be_whole_numbers(no_shape_checks):
    ids = TRAINED.encode("the people")
    assert TRAINED.decode(torch.tensor(ids)) == "the people"
    with pytest.raises(TypeError, match="'float' object cannot be interpreted"):
        TRAINED.decode([65.5])
