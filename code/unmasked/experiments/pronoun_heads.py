"""Claim: one sentence shows no coreference head; many sentences may.

Every head of two pretrained models is asked which of two nouns it looks at
more, in twins where one adjective decides what "it" stands for. A head that
goes by place is right in one twin of two, so one half is the score to beat.
The best head is picked on half of the templates and judged on the other.

Source: the question: Clark et al. 2019, "What Does BERT Look At?", §4,
https://arxiv.org/abs/1906.04341
Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go
import torch
from numpy import ndarray
from torch import nn

from unmasked.experiments._twins import (
    Encode,
    Sentence,
    minilm,
    smollm2,
    twins,
)
from unmasked.inspect.attention_maps import attention_maps

MODELS = {"MiniLM": minilm, "SmolLM2": smollm2}
REFERENT, OTHER, ELSE = 1, -1, 0


def measure(
    *, seed: int = 0, quick: bool = False, done: Sequence[str] = ()
) -> Iterator[tuple[str, Any]]:
    """Let all heads choose, from the pronoun and from the adjective.

    Args:
        seed: of the coins that say how far luck goes.
        quick: two pairs of nouns a template, and the encoder alone.
        done: the models whose results are there already.
    """
    sentences = twins(pairs=2 if quick else 9)
    templates = np.array([sentence.template for sentence in sentences])
    for name in ["MiniLM"] if quick else MODELS:
        if name not in done:
            model, encode = MODELS[name]()
            yield (
                name,
                {
                    "sentences": len(sentences),
                    **{
                        f"{query}, {kind}": judge(chosen, templates, seed=seed)
                        for (query, kind), chosen in choices(
                            model, encode, sentences
                        ).items()
                    },
                },
            )


def choices(
    model: nn.Module, encode: Encode, sentences: Sequence[Sentence]
) -> dict[tuple[str, str], ndarray]:
    """Which noun each head chooses in each sentence: (sentences, heads).

    "of all words": the word it looks at most, itself left out. "of two": the
    noun of the two that gets more. In both cases from the pronoun and from
    the adjective.
    """
    chosen: dict[tuple[str, str], list[ndarray]] = {}
    for sentence in sentences:
        weights = word_weights(model, encode(sentence.words))
        for query in ("pronoun", "adjective"):
            place = getattr(sentence, query)
            row = weights[:, place].copy()
            row[:, place] = -1.0
            nouns = row[:, [sentence.referent, sentence.other]]
            side = np.where(nouns[:, 0] > nouns[:, 1], REFERENT, OTHER)
            looks = nouns.max(axis=1) == row.max(axis=1)
            chosen.setdefault((query, "of two"), []).append(side)
            chosen.setdefault((query, "of all words"), []).append(
                np.where(looks, side, ELSE)
            )
    return {kind: np.stack(rows) for kind, rows in chosen.items()}


@torch.no_grad()
def word_weights(model: nn.Module, encoded: Sequence[Sequence[int]]) -> ndarray:
    """The weights from word to word of all heads: (heads, words, words).

    What goes to the pieces of a word is added; a word looks with its last
    piece, the only one that has seen all of it in a decoder. What stands
    around the sentence, such as [CLS], is left out.

    Args:
        model: an encoder or a decoder.
        encoded: what an `Encode` gives.
    """
    tokens = torch.tensor([[piece for word in encoded for piece in word]])
    with attention_maps(model) as maps:
        model(tokens)
    weights = torch.cat([layer[0] for layer in maps.values()]).numpy()
    ends = np.cumsum([len(pieces) for pieces in encoded])
    spans = list(pairwise(ends[:-1]))
    last = [end - 1 for _, end in spans]
    return np.stack([weights[:, last, a:b].sum(-1) for a, b in spans], -1)


def judge(
    chosen: ndarray, templates: ndarray, *, seed: int, draws: int = 2000
) -> dict[str, Any]:
    """Pick the best head on even templates, and judge it on odd ones.

    "luck" is what the best of all heads would score on the picking half, in
    95 draws of 100, if a coin decided for each template which twin is which:
    the price of looking at many heads. "chance" is the share of draws in
    which the one head picked would score as well on the other half.

    Args:
        chosen: what each head chose, (sentences, heads), twins side by side.
        templates: the template of each sentence.
        seed: of the coins.
        draws: how often all coins are thrown.

    Example:
        >>> by_place = np.tile([REFERENT, OTHER], 8)[:, None]
        >>> found = judge(by_place, np.repeat(range(4), 4), seed=0)
        >>> found["held out"], found["both twins"]
        ([0.5], [0.0])
    """
    right = chosen == REFERENT
    both = right[0::2] & right[1::2]
    numbers = np.unique(templates)
    hits, misses = (
        np.stack([(chosen[templates == t] == side).mean(0) for t in numbers])
        for side in (REFERENT, OTHER)
    )
    coins = np.random.default_rng(seed).integers(2, size=(draws, len(hits), 1))
    drawn = np.where(coins, hits, misses)
    pick, test = numbers % 2 == 0, numbers % 2 == 1
    picked, held_out = hits[pick].mean(axis=0), hits[test].mean(axis=0)
    best = int(picked.argmax())
    luck = drawn[:, pick].mean(axis=1).max(axis=1)
    chance = drawn[:, test, best].mean(axis=1) >= held_out[best] - 1e-9
    return {
        "picked": picked.round(4).tolist(),
        "held out": held_out.round(4).tolist(),
        "both twins": both.mean(axis=0).round(4).tolist(),
        "best": best,
        "luck": round(float(np.quantile(luck, 0.95)), 4),
        "chance": round(float(chance.mean()), 4),
        "by template": hits[:, best].round(4).tolist(),
    }


def draw(results: dict[str, Any]) -> go.Figure:
    """Put every head at its score on the one half and on the other."""
    shown = {
        "SmolLM2, from the adjective": ("SmolLM2", "adjective", "diamond"),
        "MiniLM, from “it”": ("MiniLM", "pronoun", "circle"),
        "SmolLM2, from “it”": ("SmolLM2", "pronoun", "x"),
    }
    figure = go.Figure()
    for name, (model, query, symbol) in shown.items():
        if model in results:
            found = results[model][f"{query}, of two"]
            figure.add_scatter(
                x=found["picked"],
                y=found["held out"],
                text=[f"head {i}" for i in range(len(found["picked"]))],
                mode="markers",
                marker={"symbol": symbol, "size": 9, "opacity": 0.7},
                name=name,
            )
    for line in ("x", "y"):
        figure.add_shape(
            type="line",
            **{f"{line}0": 0.5, f"{line}1": 0.5},
            **{f"{other}0": 0.17 for other in "xy" if other != line},
            **{f"{other}1": 0.85 for other in "xy" if other != line},
            line={"dash": "dot", "width": 1, "color": "#888"},
        )
    figure.update_xaxes(title="right on the templates it is picked by")
    figure.update_yaxes(title="right on the others", range=[0.17, 0.85])
    figure.update_layout(height=430)
    return figure
