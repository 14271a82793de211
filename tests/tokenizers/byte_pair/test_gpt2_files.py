import json

import pytest
from transformers.convert_slow_tokenizer import bytes_to_unicode

from unmasked.tokenizers.byte_pair.gpt2_files import byte_letters, load_gpt2
from unmasked.tokenizers.patterns import CL100K

LETTERS = byte_letters()


@pytest.fixture
def files(tmp_path):
    """Write a small vocabulary: the bytes, "hi", " hi", and a special token."""

    def write(merges="#version: 0.2\nh i\nĠ hi\n", **changes):
        names = [*LETTERS, "hi", "Ġhi", "<|endoftext|>"]
        ids = {name: token for token, name in enumerate(names)} | changes
        (tmp_path / "vocab.json").write_text(json.dumps(ids))
        (tmp_path / "merges.txt").write_text(merges, "utf-8")
        return tmp_path / "vocab.json", tmp_path / "merges.txt"

    return write


@pytest.mark.against("bytes_to_unicode", exactly=True)
def test_letters_are_those_of_hugging_face():
    assert dict(enumerate(LETTERS)) == bytes_to_unicode()


def test_loads_merges_bytes_and_special_tokens(files):
    tokenizer = load_gpt2(*files())
    assert tokenizer.decode([256, 257]) == "hi hi"
    assert tokenizer.encode("hi hi") == [256, 257]
    assert tokenizer.special.ids == {"<|endoftext|>": 258}
    assert load_gpt2(*files(), pattern=CL100K).split.pattern == CL100K


def test_a_merge_that_the_vocabulary_lacks_is_named(files):
    with pytest.raises(ValueError, match=r"line 3: 'q x' does not merge two"):
        load_gpt2(*files("h i\nĠ hi\nq x\n"))


def test_a_line_cut_in_two_is_named(files):
    with pytest.raises(ValueError, match=r"merges\.txt, line 2: 'Ġ' does not"):
        load_gpt2(*files("h i\nĠ"))


def test_missing_merges_are_noticed(files):
    with pytest.raises(ValueError, match=r"is truncated, or.*'Ġhi'"):
        load_gpt2(*files("h i\n"))


def test_special_tokens_must_be_named(files):
    paths = files(**{"<|pad|>": 300})
    with pytest.raises(ValueError, match=r"2 tokens that no merge makes"):
        load_gpt2(*paths)
    names = ["<|endoftext|>", "<|pad|>"]
    assert load_gpt2(*paths, special_tokens=names).special.ids == {
        "<|endoftext|>": 258,
        "<|pad|>": 300,
    }


@pytest.mark.parametrize("foreign", [{"[PAD]": 0, "the": 1}, ["a", "b"]])
def test_a_vocabulary_without_the_bytes_is_refused(files, foreign):
    vocabulary, merges = files()
    vocabulary.write_text(json.dumps(foreign))
    with pytest.raises(ValueError, match=r"vocab\.json is no byte-level"):
        load_gpt2(vocabulary, merges)


def test_a_truncated_vocabulary_is_refused(files):
    vocabulary, merges = files()
    vocabulary.write_text(vocabulary.read_text()[:500])
    with pytest.raises(
        ValueError, match=r"vocab\.json is truncated or no JSON"
    ):
        load_gpt2(vocabulary, merges)


@pytest.mark.parametrize("token", [-1, 2.5, "7", [1]])
def test_an_id_that_is_no_number_from_0_on_is_named(files, token):
    with pytest.raises(ValueError, match=r"vocab\.json: 'hi' has the id"):
        load_gpt2(*files(hi=token))


def test_two_tokens_with_one_id_are_noticed(files):
    with pytest.raises(ValueError, match="gives two tokens the same id"):
        load_gpt2(*files(hi=7))


def test_merges_that_are_no_text_are_refused(files):
    vocabulary, merges = files()
    merges.write_bytes(b"#version: 0.2\n\xff\xfe")
    with pytest.raises(ValueError, match=r"merges\.txt is no text"):
        load_gpt2(vocabulary, merges)
