"""Claim to test: at equal parameters and compute, gates beat plain activations.

The same small language model with one feed-forward layer or another. Plain
layers are 4·d_model wide, gated ones two thirds of that, so that both have the
same weights and the same multiplications; one gated layer of full width is
trained for so many fewer steps that its multiplications come out the same.
All models of a seed start from the same weights elsewhere and read the same
windows in the same order.

Source: Shazeer 2020, "GLU Variants Improve Transformer", table 1,
https://arxiv.org/abs/2002.05202
Lesson: docs/transformer/feed-forward.md
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

import numpy as np
import plotly.graph_objects as go
import torch
from torch import nn

from unmasked.experiments._feed_forwards import (
    GATED,
    NONE,
    PLAIN,
    SIZES,
    STEPS,
    WIDE,
    language_model,
    steps,
)
from unmasked.experiments._small_model import corpus, unseen
from unmasked.inspect import record
from unmasked.training.adamw import decay_groups
from unmasked.training.batches import Batch, Windows
from unmasked.training.evaluation import evaluate
from unmasked.training.loop import train
from unmasked.training.schedules import warmup_cosine

LAYERS = (*PLAIN, *GATED, WIDE, NONE)
BASE = "ReLU"  # what the others are compared with


def learn(
    tokens: np.ndarray, name: str, *, seed: int, n_steps: int
) -> nn.Module:
    """Train the model with these feed-forward layers."""
    model = language_model(name, seed=seed)
    windows = Windows(tokens, block=SIZES.max_length, batch_size=16, seed=seed)
    optimizer = torch.optim.AdamW(
        decay_groups(model, weight_decay=0.1), betas=(0.9, 0.99), fused=True
    )
    schedule = partial(
        warmup_cosine, peak=3e-3, warmup_steps=min(60, n_steps),
        total_steps=n_steps, floor=3e-4,
    )  # fmt: skip
    for _ in train(model, windows, optimizer, steps=n_steps, schedule=schedule):
        pass
    return model.eval()


def activity(model: nn.Module, batch: Batch) -> dict[str, list[float]]:
    """How many hidden units answer to a token, and how many never do."""
    pattern = "blocks.*.feed_forward.sublayer.up_proj"
    with record(model, pattern) as hidden, torch.no_grad():
        model(batch.inputs)
    on = [(h.flatten(0, 1) > 0).float() for h in hidden.values()]
    return {
        "active": [round(float(o.mean()), 4) for o in on],
        "dead": [
            round(float((o.sum(dim=0) == 0).float().mean()), 4) for o in on
        ],
    }


def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2, 3),
    quick: bool = False,
    done: Sequence[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Train a model with each layer, and take its loss on unseen addresses.

    Args:
        seeds: each gives other weights and other windows.
        quick: a few steps, and one seed.
        done: the seeds whose results are there already.

    Example:
        >>> from unmasked.experiments import load
        >>> results = load("activation_choice")  # what `measure` gave
        >>> len(results["seed 0"]["loss"])
        9
    """
    _, learned, kept = corpus()
    for seed in seeds[:1] if quick else seeds:
        if f"seed {seed}" in done:
            continue
        found: dict[str, Any] = {"loss": {}, "units": {}}
        for name in LAYERS:
            model = learn(
                learned,
                name,
                seed=seed,
                n_steps=steps(name, of=3 if quick else STEPS),
            )
            test = unseen(kept, n=2 if quick else 32)
            result = evaluate(model, islice(test, 1 if quick else 24))
            found["loss"][name] = round(result.loss, 5)
            if name.startswith("ReLU"):
                found["units"][name] = activity(model, next(test))
        yield f"seed {seed}", found


def differences(results: dict[str, Any], name: str) -> np.ndarray:
    """For each seed, how much lower the loss is with this layer than ReLU's."""
    losses = [found["loss"] for found in results.values()]
    return np.array([loss[BASE] - loss[name] for loss in losses])


def draw(results: dict[str, Any]) -> go.Figure:
    """Draw the gain over ReLU, seed by seed."""
    figure = go.Figure()
    names = [name for name in LAYERS if name != BASE]
    for number, seed in enumerate(results):
        gains = [differences(results, name)[number] for name in names]
        figure.add_scatter(
            x=gains,
            y=names,
            mode="markers",
            marker={"size": 9, "opacity": 0.6, "symbol": "circle-open"},
            name=seed,
            showlegend=False,
        )
    figure.add_scatter(
        x=[differences(results, name).mean() for name in names],
        y=names,
        mode="markers",
        marker={"size": 13, "symbol": "line-ns-open", "line": {"width": 3}},
        name="mean",
        showlegend=False,
    )
    figure.add_vline(x=0, line={"dash": "dot", "color": "#888"})
    figure.update_xaxes(title="gain over ReLU, nats")
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(height=360)
    return figure
