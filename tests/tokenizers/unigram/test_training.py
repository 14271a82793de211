import pytest
import tokenizers
from tokenizers import Regex, models, pre_tokenizers, trainers

from unmasked.data import moby_dick
from unmasked.tokenizers.patterns import CL100K, GPT2
from unmasked.tokenizers.unigram import train

TEXT = moby_dick()[:30_000]


def test_compresses_as_well_as_hugging_faces_trainer():
    # The two prune by different estimates, so only the outcome is compared.
    theirs = tokenizers.Tokenizer(models.Unigram())
    theirs.pre_tokenizer = pre_tokenizers.Split(Regex(GPT2), "isolated")
    theirs.train_from_iterator(
        [TEXT],
        trainers.UnigramTrainer(
            vocab_size=600, show_progress=False, unk_token="<unk>"
        ),
    )
    ours = train(TEXT, vocab_size=256 + 599)
    assert len(ours.encode(TEXT)) < 1.02 * len(theirs.encode(TEXT).ids)


def test_the_vocabulary_has_the_size_asked_for():
    tokenizer = train(TEXT, vocab_size=500, special_tokens=["<|end|>"])
    assert tokenizer.vocab_size == 500
    assert tokenizer.special.ids == {"<|end|>": 499}


@pytest.mark.against(rule="the same texts as one", exactly=True)
def test_several_texts_teach_what_they_teach_as_one():
    words = TEXT[:10_000].split(" ")
    halves = [" ".join(words[:800]), " " + " ".join(words[800:])]
    together = train("".join(halves), vocab_size=400).scores
    assert train(halves, vocab_size=400).scores == together


def test_a_vocabulary_too_small_is_refused():
    with pytest.raises(
        ValueError, match="vocab_size=258 has no room for 256 bytes, 3 diff"
    ):
        train("abc", vocab_size=258)


def test_without_a_text_there_are_only_the_bytes():
    assert train([], vocab_size=300).vocab_size == 256


def test_special_tokens_that_come_twice_are_refused():
    with pytest.raises(ValueError, match="comes twice"):
        train(TEXT, vocab_size=500, special_tokens=["<a>", "<a>"])


def test_pieces_stay_inside_the_words_of_the_pattern():
    tokenizer = train("a1b2 " * 50, vocab_size=280, pattern=CL100K)
    # The words are "a", "1", "b", "2" and " a".
    assert set(tokenizer.scores) == {"a", "1", "b", "2", " ", " a"}
    assert tokenizer.split.pattern == CL100K
