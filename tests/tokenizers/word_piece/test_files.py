import pytest
from transformers import BertTokenizer

from unmasked.data import moby_dick
from unmasked.tokenizers.word_piece import WordPiece, load, save, train
from unmasked.tokenizers.word_piece.tokenizer import BERT_SPECIAL_TOKENS

TOKENIZER = train(moby_dick()[:20_000], vocab_size=200)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "vocab.txt"


def test_what_was_saved_is_loaded(path):
    save(TOKENIZER, path)
    assert load(path).pieces == TOKENIZER.pieces
    assert load(path, lowercase=False).lowercase is False


@pytest.mark.against("BertTokenizer", exactly=True)
def test_hugging_face_reads_what_was_saved(path):
    save(TOKENIZER, path)
    theirs = BertTokenizer(vocab=str(path))
    text = moby_dick()[:1000]
    assert TOKENIZER.encode(text) == theirs.encode(
        text, add_special_tokens=False
    )


def test_a_truncated_file_is_refused(path):
    path.write_text("[PAD]\n[UNK]\n[CL")
    with pytest.raises(
        ValueError, match=r"vocab\.txt is truncated or no.*lacks"
    ):
        load(path)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a\nb\na\n", b""])
def test_a_foreign_file_is_refused(path, content):
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"vocab\.txt is truncated or no Word"):
        load(path)


def test_a_file_cut_off_between_two_lines_is_noticed_by_its_length(path):
    save(TOKENIZER, path)
    assert load(path, vocab_size=200).vocab_size == 200
    with pytest.raises(ValueError, match="it has 200 pieces, vocab_size=201"):
        load(path, vocab_size=201)


@pytest.mark.parametrize("piece", ["", "a\nb", "a\rb"])
def test_a_piece_that_does_not_fit_on_a_line_is_refused(path, piece):
    tokenizer = WordPiece([*BERT_SPECIAL_TOKENS, piece])
    with pytest.raises(ValueError, match=r"does not fit on a line of .*vocab"):
        save(tokenizer, path)
    assert not path.exists()
