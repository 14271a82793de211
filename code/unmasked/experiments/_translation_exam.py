"""What a translator learns from here, and how it is examined.

Lesson: docs/transformer/attention-is-all-you-need.md
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sacrebleu.metrics import BLEU, CHRF

from unmasked.data.near_duplicates import nearest
from unmasked.data.translations import Pair, translation_pairs
from unmasked.generation.translator import END, START, Translator
from unmasked.tokenizers.byte_pair.tokenizer import BytePair
from unmasked.tokenizers.byte_pair.training import train as train_tokenizer

SIMILAR = 0.6  # from here on a message counts as nearly known


class Question(NamedTuple):
    """A pair that was not learned, and the learned pair most like it."""

    pair: Pair
    similarity: float
    nearest: Pair


@cache
def tokenizer(vocab_size: int) -> BytePair:
    """One vocabulary for both languages, from the pairs to learn from."""
    texts = [text for pair in translation_pairs("es", "train") for text in pair]
    return train_tokenizer(
        texts, vocab_size=vocab_size, special_tokens=[START, END]
    )


@cache
def questions() -> tuple[list[Question], list[Question]]:
    """The test pairs: those that are new, and those that are nearly known."""
    pairs, learned = (translation_pairs("es", s) for s in ("test", "train"))
    found = nearest([p.english for p in pairs], [p.english for p in learned])
    asked = [
        Question(pair, similarity, learned[place])
        for pair, (similarity, place) in zip(pairs, found, strict=True)
    ]
    return (
        [q for q in asked if q.similarity < SIMILAR],
        [q for q in asked if q.similarity >= SIMILAR],
    )


def score(found: Sequence[str], right: Sequence[str]) -> dict[str, float]:
    """BLEU with its 95 % interval, chrF, and the share that is word for word.

    The interval is sacreBLEU's: the scores of 1,000 exams, each drawn from
    this one with replacement.
    """
    bleu: Any = BLEU().corpus_score(found, [right], n_bootstrap=1000)
    return {
        "bleu": bleu.score,
        "bleu interval": bleu._ci,
        "chrf": CHRF().corpus_score(found, [right]).score,
        "exact": sum(map(str.__eq__, found, right)) / len(right),
    }


def examine(
    both: Translator, asked: Sequence[Question]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The scores of four ways to answer, and what the model answered."""
    english = [q.pair.english for q in asked]
    right = [q.pair.foreign for q in asked]
    answers = {
        "the message itself": english,
        "the most similar message": [q.nearest.foreign for q in asked],
        "greedy": both.translate(english),
        "4 beams": both.translate(english, n_beams=4),
    }
    scores = {name: score(found, right) for name, found in answers.items()}
    return scores, {name: answers[name] for name in ("greedy", "4 beams")}
