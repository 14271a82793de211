"""Claim: how much longer texts harm sinusoids depends on their size.

A control for `extrapolation`. There the sinusoids start four times as large
as the words, and a learned table eight times smaller. Here both start as large
as the words: once because the words are larger, as in the paper's released
code, and once because the positions are changed and nothing else.

Source: the start of the embeddings, 1/√d before they are scaled by √d:
tensor2tensor, `get_weights` of
https://github.com/tensorflow/tensor2tensor/blob/master/tensor2tensor/layers/modalities.py
Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import plotly.graph_objects as go
import torch

from unmasked.experiments import extrapolation
from unmasked.experiments._positions_reader import (
    D_MODEL,
    LONGEST,
    SCHEMES,
    TRAINED,
    Reader,
)
from unmasked.experiments._small_model import corpus
from unmasked.positions import LearnedPositions, sinusoidal_positions
from unmasked.training.adamw import decay_groups
from unmasked.training.batches import Windows
from unmasked.training.loop import train
from unmasked.training.schedules import warmup_cosine

SINES = partial(sinusoidal_positions, d_model=D_MODEL)
SINE = 0.5**0.5  # the root mean square of a sine
WORD = 0.02 * D_MODEL**0.5  # and of a word in `extrapolation`, scaled by √d
# Root mean squares at the start: of the words, of the positions, and who has
# them. Without positions to add, the second start is that of `extrapolation`.
STARTS = {
    "large words": (1.0, SINE, ("none", "sinusoidal", "learned", "RoPE")),
    "small sines": (WORD, WORD, ("sinusoidal", "learned")),
}


def begin(name: str, *, words: float, positions: float, seed: int) -> Reader:
    """The untrained model of `extrapolation`, the same draw, other sizes."""
    schemes = {
        **SCHEMES,
        "sinusoidal": lambda: {
            "add": lambda places: positions / SINE * SINES(places)
        },
        "learned": lambda: {
            "add": LearnedPositions(
                max_length=LONGEST, d_model=D_MODEL, std=positions
            )
        },
    }
    torch.manual_seed(seed)
    model = Reader(**schemes[name]())
    with torch.no_grad():
        model.embed.weight.mul_(words / WORD)
    return model


def teach(
    model: Reader, tokens: np.ndarray, *, seed: int, steps: int
) -> Reader:
    """Train as `extrapolation` does."""
    batches = Windows(
        tokens, block=TRAINED, batch_size=extrapolation.BATCH, seed=seed
    )
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


def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2),
    quick: bool = False,
    done: Sequence[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Train from each start, and examine as `extrapolation` does.

    Args:
        seeds: the same as there give the same draws and batches.
        quick: a few steps, few passages, and one seed.
        done: the models whose results are there already.

    Example:
        >>> from unmasked.experiments import load
        >>> recorded = load("position_size")  # what `measure` gave
        >>> len(recorded["large words, sinusoidal, seed 0"]["seen"])
        4
    """
    _, learned, kept = corpus()
    n, steps = (
        (2, 2) if quick else (extrapolation.PASSAGES, extrapolation.STEPS)
    )
    rows = extrapolation.passages(kept, n=n)
    for seed in seeds[:1] if quick else seeds:
        for start, (words, positions, names) in STARTS.items():
            for name in names:
                if (key := f"{start}, {name}, seed {seed}") in done:
                    continue
                model = begin(name, words=words, positions=positions, seed=seed)
                teach(model, learned, seed=seed, steps=steps)
                found = extrapolation.examine(model, rows)
                yield key, {part: found[part] for part in ("seen", "reach")}


def draw(results: dict[str, Any]) -> go.Figure:
    """Draw the loss against how much is in view, a line for each model."""
    figure = go.Figure()
    lines = [(start, name) for start in STARTS for name in STARTS[start][2]]
    for start, name in lines:
        losses = extrapolation.of_scheme(results, f"{start}, {name}", "seen")
        if not len(losses):
            continue
        figure.add_scatter(
            x=[str(length) for length in extrapolation.LENGTHS],
            y=losses.mean(axis=0).round(4).tolist(),
            error_y={
                "type": "data",
                "array": losses.std(axis=0).round(4).tolist(),
            },
            mode="lines+markers",
            marker={"symbol": extrapolation.SYMBOLS[name], "size": 9},
            line={"dash": "dot" if start == "small sines" else "solid"},
            name=f"{name}, {start}",
        )
    figure.update_xaxes(title="tokens in view", type="category")
    figure.update_yaxes(title="loss on the same tokens, nats")
    return figure
