"""Claim: how far a model reads beyond its training depends on its positions.

The same small language model, with seven kinds of positions, is trained on
windows of 64 tokens, and then has to predict the same tokens with 64, 128, 256
and 512 tokens in view. What it could not learn from so short windows, it can
only have by construction.

Source: the question: Press et al. 2022, "Train Short, Test Long",
https://arxiv.org/abs/2108.12409
Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import plotly.graph_objects as go
import torch
import torch.nn.functional as F
from torch import Tensor

from unmasked.experiments._positions_reader import (
    LONGEST,
    SCHEMES,
    TRAINED,
    Reader,
)
from unmasked.experiments._small_model import corpus
from unmasked.positions import (
    linear_scaling,
    ntk_aware_scaling,
    yarn_magnitude,
    yarn_scaling,
)
from unmasked.training.adamw import decay_groups
from unmasked.training.batches import Windows
from unmasked.training.loop import train
from unmasked.training.schedules import warmup_cosine

LENGTHS = (64, 128, 256, 512)
REACHES = (4, 8, 16, 64)  # how far a token may look, itself included
SCORED = 32  # the last tokens of each window: what is predicted at any length
STEPS, BATCH, PASSAGES = 600, 16, 64
FACTOR = LONGEST / TRAINED
SYMBOLS = dict(zip(SCHEMES, (
    "circle", "square", "diamond", "cross", "x", "triangle-up", "star",
), strict=True))  # fmt: skip


def learn(name: str, tokens: np.ndarray, *, seed: int, steps: int) -> Reader:
    """A model with these positions after so many steps."""
    torch.manual_seed(seed)
    model = Reader(**SCHEMES[name]())
    batches = Windows(tokens, block=TRAINED, batch_size=BATCH, seed=seed)
    adam = torch.optim.AdamW(
        decay_groups(model, weight_decay=0.1), betas=(0.9, 0.99), fused=True
    )
    schedule = partial(
        warmup_cosine, peak=3e-3, warmup_steps=min(100, steps),
        total_steps=steps, floor=3e-4,
    )  # fmt: skip
    for _ in train(model, batches, adam, steps=steps, schedule=schedule):
        pass
    return model.eval()


def passages(tokens: np.ndarray, *, n: int) -> Tensor:
    """Windows of a text, evenly spread, each with the token that follows."""
    starts = np.linspace(0, len(tokens) - LONGEST - 1, n).astype(int)
    rows = tokens[starts[:, None] + np.arange(LONGEST + 1)]
    return torch.from_numpy(rows.astype(np.int64))


@torch.no_grad()
def losses(model: Reader, rows: Tensor, *, reach: int | None = None) -> Tensor:
    """Nats for each token but the first of each row."""
    found = []
    for part in rows.split(16):
        logits = model(part[:, :-1], reach=reach)
        found.append(F.cross_entropy(logits.mT, part[:, 1:], reduction="none"))
    return torch.cat(found)


def last(losses: Tensor) -> float:
    """The mean over what is predicted at any length."""
    return round(float(losses[:, -SCORED:].mean()), 4)


def examine(model: Reader, rows: Tensor) -> dict[str, Any]:
    """What the trained model makes of longer texts."""

    def scored(length: int = LONGEST, reach: int | None = None) -> float:
        found = losses(model, rows[:, -length - 1 :], reach=reach)
        return last(found)

    whole = losses(model, rows)
    by_place = whole.mean(dim=0).view(-1, 16).mean(dim=1)
    result: dict[str, Any] = {
        "seen": [*map(scored, LENGTHS[:-1]), last(whole)],
        "reach": {str(reach): scored(reach=reach) for reach in REACHES},
        "by place": [round(loss, 4) for loss in by_place.tolist()],
    }
    if model.rotary is not None:
        result["scaled"] = {}
        for scaling, (change, magnitude) in scalings().items():
            model.rotary.scaling = change
            model.rotary.magnitude = magnitude
            result["scaled"][scaling] = scored()
    return result


def scalings() -> dict[str, tuple[Callable[[Tensor], Tensor], float]]:
    """Ways to make room in RoPE for eight times the length."""
    yarn = partial(yarn_scaling, factor=FACTOR, original_length=TRAINED)
    return {
        "linear": (partial(linear_scaling, factor=FACTOR), 1.0),
        "NTK-aware": (partial(ntk_aware_scaling, factor=FACTOR), 1.0),
        "YaRN": (yarn, yarn_magnitude(FACTOR)),
    }


def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2),
    quick: bool = False,
    done: Sequence[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Train a model for each kind of positions and seed, and examine it.

    Args:
        seeds: each gives other weights and other batches.
        quick: a few steps, few passages, and one seed.
        done: the models whose results are there already.

    Example:
        >>> from unmasked.experiments import load
        >>> recorded = load("extrapolation")  # what `measure` gave
        >>> len(recorded["RoPE, seed 0"]["seen"])
        4
    """
    _, learned, kept = corpus()
    rows = passages(kept, n=2 if quick else PASSAGES)
    for seed in seeds[:1] if quick else seeds:
        for name in SCHEMES:
            if (key := f"{name}, seed {seed}") not in done:
                steps = 2 if quick else STEPS
                model = learn(name, learned, seed=seed, steps=steps)
                yield key, examine(model, rows)


def of_scheme(results: dict[str, Any], name: str, part: str) -> np.ndarray:
    """A row for each seed of what was found for these positions."""
    return np.array([
        found[part] for key, found in results.items()
        if key.startswith(f"{name}, ")
    ])  # fmt: skip


def draw(results: dict[str, Any], part: str = "seen") -> go.Figure:
    """Draw the loss against how much is in view, or where the token stands."""
    figure = go.Figure()
    for name, symbol in SYMBOLS.items():
        losses = of_scheme(results, name, part)
        if not len(losses):
            continue
        by_length = part == "seen"
        figure.add_scatter(
            x=[str(length) for length in LENGTHS]
            if by_length
            else list(range(8, LONGEST, 16)),
            y=losses.mean(axis=0).round(4).tolist(),
            error_y={
                "type": "data",
                "array": losses.std(axis=0).round(4).tolist(),
                "visible": by_length,
            },
            mode="lines+markers",
            marker={"symbol": symbol, "size": 9 if by_length else 5},
            line={"dash": "dot" if name == "none" else "solid"},
            name=name,
        )
    if part == "seen":
        figure.update_xaxes(title="tokens in view", type="category")
        figure.update_yaxes(title="loss on the same tokens, nats")
    else:
        figure.add_vline(x=TRAINED, line_dash="dot")
        figure.update_xaxes(title="place of the token")
        figure.update_yaxes(title="loss, nats")
    return figure
