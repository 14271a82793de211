"""A text becomes tokens that spell it again."""

import numpy as np
import pytest

from unmasked.data import moby_dick
from unmasked.tokenizers.byte_pair import BytePair
from unmasked.training.corpus import (
    SHIPPED,
    load_corpus,
    prepare,
    token_bytes,
)

TEXT = "Whales swim. Größe, 鯨, 🐳! " * 50


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text(TEXT, "utf-8")
    return str(path)


def test_the_tokens_spell_the_text(text, tmp_path):
    prepare(tmp_path / "run", text, vocab_size=280)
    corpus = load_corpus(tmp_path / "run")
    tokens = np.concatenate([corpus.train, corpus.valid])
    assert corpus.tokenizer.decode(tokens.tolist()) == TEXT
    assert corpus.tokenizer.vocab_size == 280


def test_the_last_tenth_is_kept_to_measure_with(text, tmp_path):
    prepare(tmp_path / "run", text, vocab_size=256)
    corpus = load_corpus(tmp_path / "run")
    n_bytes = len(TEXT.encode())
    assert len(corpus.train) == n_bytes * 9 // 10
    assert len(corpus.train) + len(corpus.valid) == n_bytes


def test_what_is_prepared_is_not_prepared_again(text, tmp_path):
    prepare(tmp_path / "run", text, vocab_size=256)
    written = (tmp_path / "run" / "tokens.npy").stat().st_mtime_ns
    prepare(tmp_path / "run", text, vocab_size=256)
    assert (tmp_path / "run" / "tokens.npy").stat().st_mtime_ns == written


def test_shipped_texts_are_known_by_name(monkeypatch, tmp_path):
    assert set(SHIPPED) == {"moby-dick", "state-of-the-union"}
    monkeypatch.setitem(SHIPPED, "moby-dick", lambda: moby_dick()[:2000])
    prepare(tmp_path / "run", "moby-dick", vocab_size=260)
    corpus = load_corpus(tmp_path / "run")
    assert corpus.tokenizer.decode(corpus.train[:8].tolist()).startswith("CHAP")


def test_bytes_of_the_tokens_add_up_to_those_of_the_text(text, tmp_path):
    prepare(tmp_path / "run", text, vocab_size=280)
    corpus = load_corpus(tmp_path / "run")
    sizes = token_bytes(corpus.tokenizer)
    tokens = np.concatenate([corpus.train, corpus.valid]).astype(np.int64)
    assert sizes[tokens].sum() == len(TEXT.encode())


def test_special_tokens_stand_for_no_bytes():
    tokenizer = BytePair({}, special_tokens={"<|end|>": 300})
    sizes = token_bytes(tokenizer)
    assert len(sizes) == 301
    assert sizes[300] == 0
    assert (sizes[:256] == 1).all()


def test_a_missing_text_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no text 'gone\.txt'"):
        prepare(tmp_path, "gone.txt", vocab_size=256)


def test_an_empty_text_is_refused_and_leaves_no_tokens(tmp_path):
    (tmp_path / "empty.txt").write_text("")
    with pytest.raises(ValueError, match="no tokens to write"):
        prepare(tmp_path, str(tmp_path / "empty.txt"), vocab_size=256)
    assert not (tmp_path / "tokens.npy").exists()


def test_a_vocabulary_smaller_than_the_bytes_is_refused(text, tmp_path):
    with pytest.raises(ValueError, match="vocab_size=255"):
        prepare(tmp_path / "run", text, vocab_size=255)
