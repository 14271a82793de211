"""Claim: what a model can do follows from its mask and from what it was asked.

The same windows of presidents' addresses, made into four kinds of exercise
for four arrangements of the same blocks, with equal weights and equal
operations. All then get the same questions: which letter is missing here, and
from which years is this passage?

Source: Raffel et al. 2020, §3.2 and §3.3, https://arxiv.org/abs/1910.10683;
Wang et al. 2022, https://arxiv.org/abs/2204.05832
Lesson: docs/transformer/encoder-decoder.md
"""

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from statistics import mean, stdev
from typing import Any

import plotly.graph_objects as go
import torch
import torch.nn.functional as F

from unmasked.experiments._eras import era_accuracy, era_passages
from unmasked.experiments._gaps import GAPS, name_missing
from unmasked.experiments._objective_training import learn, steps
from unmasked.experiments._objectives import (
    KINDS,
    LENGTH,
    TEXT_IDS,
    build,
    features,
    letters,
    spelled,
)
from unmasked.training.batches import Windows

BAG = "bag of letters"


def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2),
    quick: bool = False,
    done: Collection[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Train each kind with each seed; ask all the same.

    Args:
        seeds: of the first weights, the batches and what is cut out.
        quick: one seed, a few steps, a few questions.
        done: what an earlier run has finished.
    """
    learned, kept = spelled("train"), spelled("valid")
    n = 16 if quick else 400
    rows = next(Windows(kept, block=LENGTH, batch_size=n, seed=0)).inputs
    passages = era_passages(letters, length=LENGTH, quick=quick)
    if BAG not in done:
        yield BAG, era_accuracy(passages, bag_of_letters)
    for seed in seeds[:1] if quick else seeds:
        for name in KINDS:
            key = f"{name}, seed {seed}"
            if key in done:
                continue
            model = build(name, seed)
            era = partial(
                era_accuracy, passages, partial(features, name, model)
            )
            untrained = era()
            n_steps = 3 if quick else steps(name)
            last = learn(name, model, learned, seed=seed, n_steps=n_steps)
            yield (
                key,
                {
                    "weights": sum(p.numel() for p in model.parameters()),
                    "steps": n_steps,
                    "targets": last.tokens,
                    "loss": last.loss,
                    "gaps": name_missing(name, model, rows),
                    "era": {"untrained": untrained, "trained": era()},
                },
            )


def gathered(results: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The runs of one kind, a seed each."""
    return [v for key, v in results.items() if key.startswith(f"{name}, seed")]


def draw(results: dict[str, Any]) -> go.Figure:
    """How often each kind names the missing letter, gap by gap."""
    figure = go.Figure()
    symbols = ("circle", "square", "diamond", "x")
    for name, symbol in zip(KINDS, symbols, strict=True):
        runs = gathered(results, name)
        values = [[r["gaps"][gap]["accuracy"] for r in runs] for gap in GAPS]
        figure.add_scatter(
            x=list(GAPS),
            y=[mean(v) for v in values],
            error_y={
                "type": "data",
                "array": [stdev(v) if len(v) > 1 else 0 for v in values],
            },
            mode="markers",
            marker={"symbol": symbol, "size": 12},
            name=name,
        )
    tried = [
        run["gaps"]["one letter, middle, by trying"]["accuracy"]
        for run in gathered(results, "decoder, causal")
    ]
    figure.add_scatter(
        x=["one letter, middle"],
        y=[mean(tried)],
        error_y={
            "type": "data",
            "array": [stdev(tried) if len(tried) > 1 else 0],
        },
        mode="markers",
        marker={"symbol": "star", "size": 14},
        name="the same decoder, trying all 28 letters",
    )
    figure.update_xaxes(title="what is hidden", type="category")
    figure.update_yaxes(
        title="first hidden letter named", tickformat=".0%", rangemode="tozero"
    )
    figure.update_layout(height=460)
    return figure


def bag_of_letters(rows: torch.Tensor) -> dict[str, torch.Tensor]:
    """How often each letter occurs: what needs no model at all.

    Example:
        >>> bag_of_letters(torch.tensor([[1, 1, 0]]))["mean"][0, :3]
        tensor([1., 2., 0.])
    """
    return {"mean": F.one_hot(rows, TEXT_IDS).float().sum(dim=1)}
