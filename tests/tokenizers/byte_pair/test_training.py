import pytest

from unmasked.data import moby_dick
from unmasked.tokenizers.byte_pair import read_text, train
from unmasked.tokenizers.patterns import CL100K

TEXT = moby_dick()[:30_000]


def test_the_vocabulary_has_the_size_asked_for():
    tokenizer = train(TEXT, vocab_size=400, special_tokens=["<|end|>"])
    assert tokenizer.vocab_size == len(tokenizer.tokens) == 400
    assert tokenizer.special.ids == {"<|end|>": 399}


def test_tokens_stay_inside_the_pieces_of_the_pattern():
    tokenizer = train("a1b2 " * 50, vocab_size=300, pattern=CL100K)
    # The pieces are "a", "1", "b", "2" and " a": there is one pair in them.
    assert list(tokenizer.merges) == [(ord(" "), ord("a"))]
    assert tokenizer.split.pattern == CL100K


def test_a_short_text_gives_a_smaller_vocabulary():
    tokenizer = train("abc", vocab_size=1000, special_tokens=["<|end|>"])
    assert tokenizer.vocab_size == 256 + 2 + 1


def test_more_text_compresses_better():
    bare, small, large = (train(TEXT, vocab_size=n) for n in (256, 300, 600))
    lengths = [len(t.encode(TEXT)) for t in (bare, small, large)]
    assert lengths[0] == len(TEXT.encode())
    assert lengths == sorted(lengths, reverse=True)


@pytest.mark.against(rule="the same text in one go", exactly=True)
def test_a_file_read_in_parts_teaches_the_same(tmp_path):
    path = tmp_path / "text"
    path.write_text(TEXT, "utf-8", newline="")
    parts = read_text(path, chunk_bytes=1000)
    assert train(parts, vocab_size=400).merges == (
        train(TEXT, vocab_size=400).merges
    )


def test_a_list_of_texts_is_read_text_by_text():
    # No pair reaches from the end of one text to the start of the next.
    assert train(["a", "b"], vocab_size=257).merges == {}


@pytest.mark.parametrize("vocab_size", [0, 255, 257])
def test_a_vocabulary_too_small_for_bytes_and_specials_is_refused(vocab_size):
    with pytest.raises(
        ValueError, match=f"vocab_size={vocab_size} has no room for 256 bytes"
    ):
        train(TEXT, vocab_size=vocab_size, special_tokens=["<a>", "<b>"])


def test_special_tokens_that_come_twice_are_refused():
    with pytest.raises(ValueError, match="comes twice"):
        train(TEXT, vocab_size=300, special_tokens=["<a>", "<a>"])
