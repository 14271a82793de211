"""Claim: heads of one layer look at one sentence in very different ways.

The attention weights of real models, in percent, to be looked at: an encoder,
a decoder, and the small decoder that the course trained.

Lesson: docs/transformer/multi-head-attention.md
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
import torch
from torch import nn

from unmasked.experiments._small_model import STEPS, corpus, trained
from unmasked.inspect.attention_maps import attention_maps
from unmasked.pretrained.minilm import load_minilm
from unmasked.pretrained.smollm2 import load_smollm2

SENTENCES = {
    "… too tired": "The animal didn't cross the street because it was too "
    "tired.",
    "… too wide": "The animal didn't cross the street because it was too wide.",
    "river bank": "He sat down on the river bank.",
    "bank account": "He opened a bank account.",
}
SMOLLM2_LAYERS = (0, 5, 10, 15, 20, 25, 29)  # all 30 would be heavy to send
Read = tuple[nn.Module, Callable[[str], tuple[list[int], list[str]]]]


def minilm() -> Read:
    """The encoder, whose sentences stand between [CLS] and [SEP]."""
    model, tokenizer = load_minilm()

    def read(text: str) -> tuple[list[int], list[str]]:
        start, end = (
            tokenizer.encode(token, allowed_special="all")
            for token in ("[CLS]", "[SEP]")
        )
        ids = tokenizer.encode(text)
        words = [tokenizer.decode([token]) for token in ids]
        return [*start, *ids, *end], ["[CLS]", *words, "[SEP]"]

    return model, read


def smollm2() -> Read:
    """The pretrained decoder."""
    model, tokenizer = load_smollm2()

    def read(text: str) -> tuple[list[int], list[str]]:
        ids = tokenizer.encode(text)
        return ids, [tokenizer.decode([token]).strip() for token in ids]

    return model, read


def ours(*, seed: int, steps: int) -> Read:
    """The small decoder, trained anew; its pieces are shorter than words."""
    tokenizer, learned, _ = corpus()
    model = trained(learned, seed=seed, steps=steps)

    def read(text: str) -> tuple[list[int], list[str]]:
        ids = tokenizer.encode(text)
        return ids, [tokenizer.decode([token]).strip() for token in ids]

    return model, read


def measure(
    *, seed: int = 0, quick: bool = False, done: Sequence[str] = ()
) -> Iterator[tuple[str, Any]]:
    """Let each model read the sentences, and keep what its heads looked at.

    Args:
        seed: of the small model.
        quick: the encoder alone.
        done: the models whose results are there already.

    Example:
        >>> from unmasked.experiments import load
        >>> recorded = load("head_maps")  # what `measure` gave
        >>> [len(found["heads"]) for found in recorded.values()]
        [72, 63, 24]
    """
    readers: dict[str, Callable[[], Read]] = {
        "MiniLM": minilm,
        "SmolLM2": smollm2,
        "ours": lambda: ours(seed=seed, steps=STEPS),
    }
    for name in ["MiniLM"] if quick else readers:
        if name not in done:
            model, read = readers[name]()
            layers = SMOLLM2_LAYERS if name == "SmolLM2" else None
            yield name, maps_of(model, read, layers)


@torch.no_grad()
def maps_of(
    model: nn.Module, read: Callable[..., Any], layers: Sequence[int] | None
) -> dict[str, Any]:
    """For each sentence its tokens, and a line of percents for each head."""
    found: dict[str, Any] = {"heads": [], "sentences": {}}
    for name, text in SENTENCES.items():
        ids, words = read(text)
        with attention_maps(model) as maps:
            model(torch.tensor([ids]))
        stacked = torch.stack([layer[0] for layer in maps.values()])
        chosen = list(range(len(stacked)) if layers is None else layers)
        percent = (100 * stacked[chosen]).round().int().flatten(0, 1).flatten(1)
        found["heads"] = [
            f"layer {layer + 1}, head {head + 1}"
            for layer in chosen
            for head in range(stacked.shape[1])
        ]
        found["sentences"][name] = {
            "tokens": words,
            "percent": [" ".join(map(str, row.tolist())) for row in percent],
        }
    return found


def draw(results: dict[str, Any], model: str = "MiniLM") -> go.Figure:
    """One map, with a choice of the sentence and of the head."""
    found = results[model]
    figure = go.Figure()
    grids = []
    for name, sentence in found["sentences"].items():
        tokens = _unlike(sentence["tokens"])
        n = len(tokens)
        grids.append(
            [
                np.array(line.split(), dtype=int).reshape(n, n).tolist()
                for line in sentence["percent"]
            ]
        )
        figure.add_heatmap(
            x=tokens,
            y=tokens,
            z=grids[-1][0],
            zmin=0,
            zmax=100,
            xgap=1,
            ygap=1,
            visible=len(grids) == 1,
            name=name,
            showscale=False,
            hovertemplate="%{y} → %{x}: %{z} %<extra></extra>",
        )
    figure.update_layout(
        height=520,
        updatemenus=[
            {
                "name": "sentence",
                "x": 0,
                "xanchor": "left",
                "y": 1.02,
                "yanchor": "bottom",
                "buttons": [
                    {
                        "label": name,
                        "method": "restyle",
                        "args": [{"visible": [s == name for s in names]}],
                    }
                    for names in [list(found["sentences"])]
                    for name in names
                ],
            }
        ],
        sliders=[
            {
                "name": "head",
                "ticklen": 0,
                "currentvalue": {"prefix": ""},
                "pad": {"t": 70},
                "steps": [
                    {
                        "label": head,
                        "method": "restyle",
                        "args": [{"z": [grid[i] for grid in grids]}],
                    }
                    for i, head in enumerate(found["heads"])
                ],
            }
        ],
    )
    figure.update_xaxes(title="looks at", tickangle=-90)
    figure.update_yaxes(title="token", autorange="reversed")
    for axis in (figure.update_xaxes, figure.update_yaxes):
        axis(type="category", dtick=1, tickfont={"size": 10})
    return figure


def _unlike(tokens: Sequence[str]) -> list[str]:
    """Make equal tokens unequal, in a way that does not show."""
    before = Counter[str]()
    names = []
    for token in tokens:
        names.append(token + "\u200b" * before[token])
        before[token] += 1
    return names
