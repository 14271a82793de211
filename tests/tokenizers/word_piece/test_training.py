from collections import Counter
from math import log

import pytest
import tokenizers
from tokenizers import models, normalizers, pre_tokenizers, trainers

from unmasked.data import moby_dick
from unmasked.tokenizers.word_piece import train
from unmasked.tokenizers.word_piece.tokenizer import BERT_SPECIAL_TOKENS

TEXT = moby_dick()[:20_000]


def test_special_tokens_come_first_then_letters_then_learned_pieces():
    pieces = train(TEXT, vocab_size=200).pieces
    assert len(pieces) == 200
    assert tuple(pieces[:5]) == BERT_SPECIAL_TOKENS
    lengths = [len(piece.removeprefix("##")) for piece in pieces[5:]]
    first_learned = lengths.index(2)
    assert set(lengths[:first_learned]) == {1}
    assert min(lengths[first_learned:]) >= 2


def test_no_word_of_its_text_is_unknown():
    tokenizer = train(TEXT, vocab_size=150)
    assert tokenizer.ids["[UNK]"] not in tokenizer.encode(TEXT)


def test_more_pieces_make_shorter_encodings():
    lengths = [
        len(train(TEXT, vocab_size=n).encode(TEXT)) for n in (150, 200, 300)
    ]
    assert lengths == sorted(lengths, reverse=True)


def test_case_is_kept_if_asked():
    cased = train(TEXT, vocab_size=200, lowercase=False)
    assert "C" in cased.ids
    assert cased.decode(cased.encode("Call")) == "Call"
    assert "C" not in train(TEXT, vocab_size=200).ids


@pytest.mark.against(rule="the same texts as one", exactly=True)
def test_several_texts_teach_what_they_teach_as_one():
    words = TEXT.split(" ")
    halves = [" ".join(words[:2000]), " ".join(words[2000:])]
    together = train(TEXT, vocab_size=150).pieces
    assert train(halves, vocab_size=150).pieces == together


def test_a_vocabulary_too_small_is_refused():
    with pytest.raises(
        ValueError,
        match=r"vocab_size=20 .*small: \d+ letters do not fit into 15 pieces",
    ):
        train(TEXT, vocab_size=20)


def likelihood(ids: list[int]) -> float:
    """Of a text, if each piece comes with its share of all pieces."""
    return sum(n * log(n / len(ids)) for n in Counter(ids).values())


@pytest.mark.parametrize("vocab_size", [300, 600])
def test_pieces_are_more_and_likelier_than_those_of_hugging_faces(vocab_size):
    # The same letters, words and size. Their trainer merges the most frequent
    # pair, ours the one that makes the text likeliest: each wins at its own.
    theirs = tokenizers.Tokenizer(models.WordPiece(unk_token="[UNK]"))
    theirs.normalizer = normalizers.BertNormalizer(lowercase=True)
    theirs.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    theirs.train_from_iterator(
        [TEXT],
        trainers.WordPieceTrainer(
            vocab_size=vocab_size,
            show_progress=False,
            special_tokens=list(BERT_SPECIAL_TOKENS),
        ),
    )
    ours = train(TEXT, vocab_size=vocab_size)
    letters = {p for p in ours.pieces if len(p.removeprefix("##")) == 1}
    assert letters <= set(theirs.get_vocab())
    our_ids, their_ids = ours.encode(TEXT), theirs.encode(TEXT).ids
    assert likelihood(our_ids) > likelihood(their_ids)
    assert len(their_ids) < len(our_ids) < 1.1 * len(their_ids)
