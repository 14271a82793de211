"""The same windows of text, made into four kinds of exercise.

Lesson: docs/transformer/encoder-decoder.md
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from unmasked.data.addresses import addresses
from unmasked.data.splits import Split
from unmasked.experiments._arrangements import Arrangement, Reading
from unmasked.from_scratch.masked_lm import IGNORE, mask_tokens
from unmasked.from_scratch.span_corruption import corrupt_spans, random_spans
from unmasked.training.batches import Windows

LETTERS = "abcdefghijklmnopqrstuvwxyz ."
TEXT_IDS, LENGTH = len(LETTERS), 64
MASK, START = 28, 29
SENTINELS = [30, 31, 32, 33]
VOCABULARY = 34


def letters(text: str) -> np.ndarray:
    """Spell a text in 26 letters; what lies between words is " " or ".".

    Example:
        >>> letters("A, b. C!").tolist()
        [0, 26, 1, 27, 2, 26]
    """
    plain = re.sub(
        "[^a-z]+", lambda gap: "." if "." in gap[0] else " ", text.lower()
    )
    return np.array([LETTERS.index(letter) for letter in plain])


def spelled(split: Split) -> np.ndarray:
    """A million letters of addresses since 1900."""
    texts = (a.text for a in addresses(split) if a.year >= 1900)
    return letters(" ".join(texts)[:1_000_000])


class Kind(NamedTuple):
    """An arrangement and what it is asked: the two go together."""

    looks_back: bool
    two: bool
    objective: str


KINDS = {
    "encoder, masked": Kind(False, False, "masked"),
    "decoder, causal": Kind(True, False, "causal"),
    "encoder-decoder, spans": Kind(True, True, "spans"),
    "prefix decoder, spans": Kind(True, False, "prefix"),
}


def build(name: str, seed: int) -> Arrangement:
    """The untrained model of a kind."""
    torch.manual_seed(seed)
    kind = KINDS[name]
    return Arrangement(
        vocab_size=VOCABULARY, looks_back=kind.looks_back, two=kind.two
    )


def exercises(objective: str, windows: Windows, seed: int) -> Iterator[Reading]:
    """Make each batch of windows into exercises, without end."""
    rng = np.random.default_rng(seed)
    for batch in windows:
        if objective == "causal":
            yield Reading(batch.inputs, batch.targets)
        elif objective == "masked":
            pair = mask_tokens(
                batch.inputs.numpy(), rng, mask_id=MASK, vocab_size=TEXT_IDS
            )
            inputs, targets = map(torch.from_numpy, pair)
            yield Reading(inputs, targets)
        else:
            pairs = [
                corrupt_spans(row, random_spans(len(row), rng), SENTINELS)
                for row in batch.inputs.tolist()
            ]
            source, target = (
                torch.tensor(side) for side in zip(*pairs, strict=True)
            )
            yield arranged(objective, source, target)


def arranged(objective: str, source: Tensor, target: Tensor) -> Reading:
    """Give source and target to two stacks, or to one in a row."""
    if objective == "spans":
        start = torch.full_like(target[:, :1], START)
        return Reading(
            torch.cat([start, target[:, :-1]], dim=1), target, source
        )
    row = torch.cat([source, target], dim=1)
    n = source.shape[1]
    targets = row[:, 1:].clone()
    targets[:, : n - 1] = IGNORE
    return Reading(row[:, :-1], targets, prefix=n)


@torch.inference_mode()
def features(name: str, model: Arrangement, rows: Tensor) -> dict[str, Tensor]:
    """One vector for each text: the mean of its tokens', or the last one's."""
    if KINDS[name].two:
        return {"mean": model.encode(rows).mean(dim=1)}
    prefix = rows.shape[1] if KINDS[name].objective == "prefix" else 0
    x = model.vectors(Reading(rows, prefix=prefix))
    last = {"last": x[:, -1]} if KINDS[name].objective == "causal" else {}
    return {"mean": x.mean(dim=1)} | last
