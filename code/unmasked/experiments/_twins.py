"""Sentences in twins: one adjective decides what "it" stands for.

The nouns and everything else stay, so no head that goes by place, or by noun,
can be right in both. What "it" stands for is known by construction.

Source: twins of this kind are Winograd schemas: Levesque, Davis and
Morgenstern 2012, "The Winograd Schema Challenge", KR 2012
Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Callable, Sequence
from itertools import product
from typing import NamedTuple

from torch import nn

from unmasked.pretrained.minilm import load_minilm
from unmasked.pretrained.smollm2 import load_smollm2

# The sentence; the adjectives that point to the first and the second noun;
# first nouns; second nouns.
TEMPLATES = [
    ("The {} did not cross the {} because it was too {} .", "tired wide",
     "animal dog horse", "street road river"),
    ("The {} does not fit into the {} because it is too {} .", "large small",
     "trophy book lamp", "suitcase box bag"),
    ("The {} could not carry the {} because it was too {} .", "weak heavy",
     "donkey camel robot", "stone chest table"),
    ("The {} could not cut the {} because it was too {} .", "dull thick",
     "knife saw blade", "rope branch bread"),
    ("The {} ate the {} because it was {} .", "hungry ripe",
     "bird mouse pig", "apple berry pear"),
    ("The {} passed the {} because it was so {} .", "fast slow",
     "car train ship", "truck bus boat"),
    ("The {} could not catch the {} because it was too {} .", "slow fast",
     "cat fox wolf", "rabbit deer mouse"),
    ("The {} broke the {} because it was so {} .", "heavy fragile",
     "rock hammer ball", "window vase glass"),
    ("The {} could not climb the {} because it was too {} .", "old steep",
     "goat cow truck", "hill mountain slope"),
    ("The {} could not break the {} because it was too {} .", "light strong",
     "axe hammer stick", "lock wall door"),
    ("The {} did not drink the {} because it was not {} .", "thirsty fresh",
     "horse cat dog", "water milk juice"),
    ("The {} hid behind the {} because it was {} .", "afraid tall",
     "lion deer kitten", "tree wall bush"),
    ("The {} could not fly over the {} because it was too {} .", "young high",
     "bird bee eagle", "mountain tower wall"),
    ("The {} could not hold the {} because it was too {} .", "small large",
     "cup basket drawer", "ball melon book"),
    ("The {} did not reach the {} because it was too {} .", "short far",
     "rope ladder hose", "boat roof garden"),
    ("The {} could not chew the {} because it was too {} .", "young tough",
     "dog wolf cat", "bone meat leather"),
]  # fmt: skip

# Gives the pieces of each word, and before and after them the pieces of what
# stands around the sentence, which may be none.
Encode = Callable[[Sequence[str]], list[list[int]]]


class Sentence(NamedTuple):
    """Words, and which of them "it" stands for.

    Attributes:
        words: with the full stop as the last.
        referent: the place of the noun that "it" stands for.
        other: the place of the other noun.
        template: the number of the template.
    """

    words: list[str]
    referent: int
    other: int
    template: int

    @property
    def pronoun(self) -> int:
        """The place of "it"."""
        return self.words.index("it")

    @property
    def adjective(self) -> int:
        """The place of the word that decides."""
        return len(self.words) - 2


def twins(pairs: int = 9) -> list[Sentence]:
    """All sentences, the twin of each beside it.

    Args:
        pairs: how many pairs of nouns each template is given, at most 9.

    Example:
        >>> tired, wide = twins()[:2]
        >>> " ".join(tired.words[-6:]), tired.words[tired.referent]
        ('because it was too tired .', 'animal')
        >>> wide.words[wide.adjective], wide.words[wide.referent]
        ('wide', 'street')
    """
    found = []
    for number, (text, adjectives, firsts, seconds) in enumerate(TEMPLATES):
        for nouns in list(product(firsts.split(), seconds.split()))[:pairs]:
            for which, adjective in enumerate(adjectives.split()):
                words = text.format(*nouns, adjective).split()
                places = [words.index(noun) for noun in nouns]
                found.append(
                    Sentence(words, places[which], places[1 - which], number)
                )
    return found


def minilm() -> tuple[nn.Module, Encode]:
    """An encoder: from each word it sees the whole sentence."""
    model, tokenizer = load_minilm()
    start, end = (
        tokenizer.encode(token, allowed_special="all")
        for token in ("[CLS]", "[SEP]")
    )

    def encode(words: Sequence[str]) -> list[list[int]]:
        return [start, *(tokenizer.encode(word) for word in words), end]

    return model, encode


def smollm2() -> tuple[nn.Module, Encode]:
    """A decoder: from no word does it see what comes after."""
    model, tokenizer = load_smollm2()

    def encode(words: Sequence[str]) -> list[list[int]]:
        spaced = [words[0], *(w if w == "." else f" {w}" for w in words[1:])]
        return [[], *(tokenizer.encode(word) for word in spaced), []]

    return model, encode
