"""Who finds what means the same, and tells good reviews from bad ones.

Lesson: docs/transformer/encoder-decoder.md
"""

import re
from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from unmasked.experiments._meaning_pairs import REVIEWS, TRIPLES, Triple


def found(
    embed: Callable[[list[str]], Tensor], triples: Sequence[Triple]
) -> dict[str, int]:
    """How many paraphrases are nearest: among all, and among lures as well."""
    asked, same, lures = (
        embed(list(texts)) for texts in zip(*triples, strict=True)
    )
    right = torch.arange(len(triples))
    return {
        name: int(((asked @ others.mT).argmax(dim=1) == right).sum())
        for name, others in (
            ("paraphrases", same),
            ("and lures", torch.cat([same, lures])),
        )
    }


def told_apart(scores: Tensor) -> int:
    """How many reviews fall on the right side of the middle of all scores."""
    good = torch.tensor(list(REVIEWS.values()))
    return int(((scores > scores.median()) == good).sum())


def by_words(texts: list[str]) -> Tensor:
    """Which words a text has: what needs no model at all."""
    words = [set(re.findall(r"\w+", text.lower())) for text in texts]
    places = {w: i for i, w in enumerate(sorted(_all_words()))}
    table = torch.zeros(len(texts), len(places))
    for row, has in zip(table, words, strict=True):
        row[[places[word] for word in has]] = 1.0
    return F.normalize(table, dim=-1)


def _all_words() -> set[str]:
    text = " ".join(text for triple in TRIPLES for text in triple)
    return set(re.findall(r"\w+", text.lower()))
