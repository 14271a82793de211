"""Claim: gradient descent alone bends a network's regions around a spiral.

A network with one hidden layer learns which of three spiral arms a point
belongs to, from 240 points, by plain gradient descent on all of them.

Lesson: docs/start/refresher.md
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy import ndarray

from unmasked.from_scratch.activations import relu, relu_slope
from unmasked.from_scratch.cross_entropy import (
    cross_entropy,
    cross_entropy_backward,
)
from unmasked.from_scratch.linear import linear, linear_backward
from unmasked.from_scratch.spiral import ARMS, spiral

EDGE = 1.25
COLORS = ("#0b6e7c", "#c97700", "#7b4bb3")
TINTS = ("#9fd0d3", "#ecc78c", "#cdb9e6")
Weights = dict[str, ndarray]


def start(hidden: int, seed: int) -> Weights:
    """Random weights whose outputs are about as large as their inputs."""
    rng = np.random.default_rng(seed)
    return {
        "first": rng.standard_normal((hidden, 2)),
        "first_bias": np.zeros(hidden),
        "second": rng.standard_normal((ARMS, hidden)) * np.sqrt(2 / hidden),
        "second_bias": np.zeros(ARMS),
    }


# --8<-- [start:network]
def scores(weights: Weights, x: ndarray) -> ndarray:
    """The network: a layer, a bend, a layer."""
    hidden = linear(x, weights["first"], weights["first_bias"])
    return linear(relu(hidden), weights["second"], weights["second_bias"])


def gradient(weights: Weights, x: ndarray, arm: ndarray) -> Weights:
    """The same steps, last one first."""
    w, v = weights["first"], weights["second"]
    hidden = linear(x, w, weights["first_bias"])
    bent = relu(hidden)
    error = cross_entropy_backward(scores(weights, x), arm)
    d_bent, d_second = linear_backward(error, bent, v, weights["second_bias"])
    d_hidden = d_bent * relu_slope(hidden)
    _, d_first = linear_backward(d_hidden, x, w, weights["first_bias"])
    return {
        "first": d_first["weight"],
        "first_bias": d_first["bias"],
        "second": d_second["weight"],
        "second_bias": d_second["bias"],
    }


def descend(
    weights: Weights, x: ndarray, arm: ndarray, *, rate: float
) -> Weights:
    """One step of gradient descent: against the gradient, a little."""
    slopes = gradient(weights, x, arm)
    return {name: weights[name] - rate * slopes[name] for name in weights}


# --8<-- [end:network]


@dataclass(frozen=True)
class Training:
    """What was seen on the way: losses and accuracy for each rate and seed."""

    rates: list[float]
    losses: dict[float, ndarray]  # one row a seed, one column a step
    accuracy: dict[float, ndarray]  # of unseen points, at the end, by seed
    dead: dict[float, ndarray]  # hidden units that send 0 for all points
    watched: dict[int, ndarray]  # step -> the class at each place
    points: tuple[ndarray, ndarray]  # those of the watched run


def accuracy(weights: Weights, seed: int) -> float:
    """The share of fresh points that end up on their own arm."""
    x, arm = spiral(900, seed=seed + 1000)
    return float((scores(weights, x).argmax(1) == arm).mean())


def grid(side: int = 61) -> tuple[ndarray, ndarray]:
    """The places at which the regions are looked up."""
    line = np.linspace(-EDGE, EDGE, side)
    return line, np.stack(np.meshgrid(line, line), axis=-1)


def measure(
    rates: Sequence[float] = (0.01, 0.1, 1, 3, 10),
    *,
    hidden: int = 32,
    steps: int = 400,
    watch: Sequence[int] = (0, 5, 20, 50, 100, 200, 400),
    watched_rate: float = 1,
    seeds: Sequence[int] = (0, 1, 2, 3, 4),
) -> Training:
    """Train with each rate and seed; keep pictures of one of the runs.

    Args:
        rates: learning rates.
        hidden: units of the hidden layer.
        steps: of gradient descent, each on all 240 points.
        watch: after which steps to look at the regions of the first seed.
        watched_rate: the rate of the run to look at.
        seeds: each draws points and first weights.

    Example:
        >>> training = measure([1.0], steps=50, seeds=[0])
        >>> losses = training.losses[1.0][0]
        >>> bool(losses[-1] < losses[0])
        True
    """
    losses = {rate: np.full((len(seeds), steps + 1), np.nan) for rate in rates}
    right = {rate: np.empty(len(seeds)) for rate in rates}
    dead = {rate: np.empty(len(seeds), dtype=int) for rate in rates}
    watched: dict[int, ndarray] = {}
    _, places = grid()
    for rate in rates:
        for row, seed in enumerate(seeds):
            x, arm = spiral(240, seed=seed)
            weights = start(hidden, seed)
            for step in range(steps + 1):
                losses[rate][row, step] = cross_entropy(scores(weights, x), arm)
                if (rate, row) == (watched_rate, 0) and step in watch:
                    flat = scores(weights, places.reshape(-1, 2))
                    watched[step] = flat.argmax(1).reshape(places.shape[:2])
                if step < steps:
                    weights = descend(weights, x, arm, rate=rate)
            right[rate][row] = accuracy(weights, seed)
            hidden_units = linear(x, weights["first"], weights["first_bias"])
            dead[rate][row] = (hidden_units <= 0).all(axis=0).sum()
    points = spiral(240, seed=seeds[0])
    return Training(list(rates), losses, right, dead, watched, points)


def draw(training: Training) -> go.Figure:
    """The regions of one run, with a slider for the step."""
    line, _ = grid()
    x, arm = training.points
    figure = go.Figure()
    stops = [step / 3 for step in (0, 1, 1, 2, 2, 3)]
    bands = [TINTS[0], TINTS[0], TINTS[1], TINTS[1], TINTS[2], TINTS[2]]
    for place, regions in enumerate(training.watched.values()):
        figure.add_heatmap(
            x=line,
            y=line,
            z=regions,
            zmin=-0.5,
            zmax=2.5,
            colorscale=list(zip(stops, bands, strict=True)),
            showscale=False,
            hoverinfo="skip",
            visible=place == len(training.watched) - 1,
        )
    for number, (color, symbol) in enumerate(
        zip(COLORS, ("circle", "square", "diamond"), strict=True)
    ):
        figure.add_scatter(
            x=x[arm == number, 0],
            y=x[arm == number, 1],
            mode="markers",
            marker={"color": color, "size": 6, "symbol": symbol},
            name=f"arm {number + 1}",
        )
    row, steps = training.losses[1][0], []
    for place, step in enumerate(training.watched):
        shown = [other == place for other in range(len(training.watched))]
        steps.append(
            {
                "method": "restyle",
                "args": ["visible", [*shown, True, True, True]],
                "label": f"{step}",
                "value": f"{step}, loss {row[step]:.2f}",
            }
        )
    figure.update_layout(
        sliders=[
            {
                "active": len(steps) - 1,
                "steps": steps,
                "currentvalue": {"prefix": "after step "},
                "pad": {"t": 30},
            }
        ],
        height=520,
    )
    figure.update_xaxes(range=[-EDGE, EDGE], showgrid=False)
    figure.update_yaxes(range=[-EDGE, EDGE], showgrid=False, scaleanchor="x")
    return figure
