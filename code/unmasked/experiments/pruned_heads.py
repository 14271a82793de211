"""Claim: many heads of a trained model can go, but not just any.

A small language model is trained, three times over; then its heads are taken
out one at a time. In which order: the one that costs least now (greedy); by
what each costs when it alone is missing; by the gradient, as Michel et al.
rank them; and at random. Orders are found on some windows of addresses that
the model has not seen, and judged on others.

Source: Michel et al. 2019, "Are Sixteen Heads Really Better than One?", §3.2
and §4, https://arxiv.org/abs/1905.10650
Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
import plotly.graph_objects as go
from torch import nn

from unmasked.experiments._removal import (
    curve,
    greedy,
    heads_of,
    loss,
    sensitivity,
)
from unmasked.experiments._small_model import STEPS, corpus, trained, unseen
from unmasked.training.batches import Batch

NAMES = {
    "greedy": "the cheapest first (greedy)",
    "alone": "by what each costs alone",
    "gradient": "by gradient",
    "random": "at random",
}


def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2),
    quick: bool = False,
    done: Sequence[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Train a model for each seed, and take its heads out in several orders.

    Args:
        seeds: each gives other weights, other batches and other random orders.
        quick: a few steps, and one seed.
        done: the seeds whose results are there already.

    Example:
        >>> from unmasked.experiments import load
        >>> recorded = load("pruned_heads")  # what `measure` gave
        >>> [len(found["alone"]) for found in recorded.values()]
        [24, 24, 24]
    """
    _, learned, kept = corpus()
    for seed in seeds[:1] if quick else seeds:
        if f"seed {seed}" not in done:
            model = trained(learned, seed=seed, steps=3 if quick else STEPS)
            find, test = islice(unseen(kept, n=2 if quick else 32), 2)
            whole = loss(model, find, [])
            alone = [
                round(loss(model, find, [head]) - whole, 5)
                for head in heads_of(model)
            ]
            yield f"seed {seed}", {
                "alone": alone,
                "orders": orders(model, find, alone, test, seed=seed),
            }  # fmt: skip


def orders(
    model: nn.Module,
    find: Batch,
    alone: Sequence[float],
    test: Batch,
    *,
    seed: int,
) -> dict[str, list[float]]:
    """The loss on `test` after 0, 1, 2 … heads are gone, for each order."""
    heads = heads_of(model)
    rng = np.random.default_rng(seed)
    found = {
        "greedy": greedy(model, find),
        "alone": [heads[i] for i in np.argsort(alone)],
        "gradient": [heads[i] for i in np.argsort(sensitivity(model, find))],
    }
    found |= {
        f"random {i}": [heads[n] for n in rng.permutation(len(heads))]
        for i in range(5)
    }
    counts = range(len(heads) + 1)
    return {
        name: curve(model, test, order, counts) for name, order in found.items()
    }


def draw(results: dict[str, Any]) -> go.Figure:
    """Draw how far the loss rises as heads go, for each order."""
    figure = go.Figure()
    for order, name in NAMES.items():
        rises = np.array(
            [
                np.mean(
                    [
                        losses
                        for key, losses in found["orders"].items()
                        if key.startswith(order)
                    ],
                    axis=0,
                )
                - found["orders"]["greedy"][0]
                for found in results.values()
            ]
        )
        figure.add_scatter(
            x=list(range(rises.shape[1])),
            y=rises.mean(axis=0),
            error_y={"type": "data", "array": rises.std(axis=0)},
            mode="lines+markers",
            marker={"size": 6},
            name=name,
        )
    figure.update_xaxes(title="heads taken out")
    figure.update_yaxes(title="rise of the loss, nats", rangemode="tozero")
    return figure
