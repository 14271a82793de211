import pytest

from unmasked.data import moby_dick, translation_pairs
from unmasked.from_scratch.byte_pair import decode, encode, merge, train
from unmasked.tokenizers import byte_pair
from unmasked.tokenizers.patterns import CL100K, GPT2

TEXT = moby_dick()[:2_500] + "\n".join(
    f"{english}\t{foreign}" for english, foreign in translation_pairs("fr")[:30]
)
NEW = "Unseen words, naïve “quotes” and 12345   blanks: 鯨 🐳\n"


@pytest.mark.against("byte_pair.BytePair", exactly=True)
@pytest.mark.parametrize("pattern", [GPT2, CL100K], ids=["gpt2", "cl100k"])
def test_is_the_twin_of_the_fast_tokenizer(pattern):
    merges = train(TEXT, 80, pattern)
    fast = byte_pair.train(TEXT, vocab_size=336, pattern=pattern)
    assert merges == fast.merges
    for text in (TEXT, NEW):
        assert encode(text, merges, pattern) == fast.encode(text)


def test_text_comes_back_unchanged():
    merges = train(TEXT, 50)
    assert decode(encode(NEW, merges), merges) == NEW


def test_merging_goes_from_left_to_right():
    assert merge((1, 1, 1, 1, 1), (1, 1), 2) == (2, 2, 1)


def test_stops_when_there_is_nothing_left_to_merge():
    assert train("aaaa", 100) == {(97, 97): 256, (256, 256): 257}
