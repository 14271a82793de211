from collections import Counter

import pytest
import tokenizers
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import models, pre_tokenizers, trainers

from tests.tokenizers.mixed_text import mixed_text
from unmasked.from_scratch import byte_pair as from_scratch
from unmasked.tokenizers.byte_pair.learning import learn_merges
from unmasked.tokenizers.byte_pair.spelling import spell
from unmasked.tokenizers.patterns import GPT2, Splitter

# Stand-ins for bytes that sort as the bytes do: Hugging Face breaks ties by
# the order of its alphabet, and a blank must not be lost.
STAND_INS = [chr(0x4E00 + byte) for byte in range(256)]


def hugging_face(pieces: Counter[bytes], n_merges: int) -> list[tuple]:
    words = [
        "".join(STAND_INS[byte] for byte in piece)
        for piece, n in pieces.items()
        for _ in range(n)
    ]
    tokenizer = tokenizers.Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.BpeTrainer(
        vocab_size=256 + n_merges,
        show_progress=False,
        initial_alphabet=STAND_INS,
    )
    tokenizer.train_from_iterator([" ".join(words)], trainer)
    ids = tokenizer.get_vocab()
    return sorted((token, ids[token]) for token in ids)


@pytest.mark.against("tokenizers.trainers.BpeTrainer", exactly=True)
def test_learns_what_hugging_faces_trainer_learns():
    text = mixed_text()[-300_000:]
    pieces = Counter(piece.encode() for piece in Splitter(GPT2)(text))
    merges = learn_merges(pieces, 2000)
    ours = {
        "".join(STAND_INS[byte] for byte in spelled): token
        for token, spelled in spell(range(256), merges).items()
    }
    assert len(ours) == 2256
    assert sorted(ours.items()) == hugging_face(pieces, 2000)


@pytest.mark.against(
    rule="counting all pairs anew for each merge", exactly=True
)
@given(st.lists(st.text("ab", min_size=1, max_size=12), max_size=12))
@settings(deadline=None, max_examples=300)
def test_bookkeeping_agrees_with_counting_anew(words):
    # Two letters give runs and overlaps: the cases that are easy to get wrong.
    text = " ".join(words)
    pieces = Counter(piece.encode() for piece in Splitter(GPT2)(text))
    assert learn_merges(pieces, 20) == from_scratch.train(text, 20)


@given(st.lists(st.text("ab", min_size=1, max_size=20), max_size=12))
@settings(deadline=None, max_examples=300)
def test_no_two_tokens_spell_the_same(words):
    pieces = Counter(word.encode() for word in words)
    spelled = spell(range(256), learn_merges(pieces, 50)).values()
    assert len(set(spelled)) == len(spelled)


def test_ties_go_to_the_smaller_ids():
    assert list(learn_merges({b"zy": 1, b"ab": 1, b"aa": 1}, 3)) == [
        (97, 97),
        (97, 98),
        (122, 121),
    ]


def test_stops_when_there_is_nothing_left_to_merge():
    assert learn_merges({b"abc": 5}, 100) == {(97, 98): 256, (256, 99): 257}
    assert learn_merges({}, 100) == {}
