"""Claim: the longer something must be remembered, the harder it is to learn.

A letter comes first, then noise, then a question mark: which letter was it?
Every network has about as many parameters, the same batches and at most
the same number of steps, and is given the better of two learning rates. Beside
the accuracy: how far the gradient of what it says reaches, before and after.

Source: tasks of this kind, Hochreiter and Schmidhuber 1997,
https://doi.org/10.1162/neco.1997.9.8.1735
Lesson: docs/start/recurrent-networks.md
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from statistics import mean, stdev
from typing import Any

import plotly.graph_objects as go
import torch
from torch import nn

from unmasked.experiments import _readers
from unmasked.experiments._recall import (
    N_LETTERS,
    Recall,
    accuracy,
    learn,
    reach,
)

DELAYS = (5, 10, 20, 40)
RATES = (3e-3, 1e-2)
READERS: dict[str, Callable[[int, int], nn.Module]] = {
    "RNN": _readers.rnn,
    "LSTM": _readers.lstm,
    "LSTM, forget bias 1": partial(_readers.lstm, forget_bias=1),
    "LSTM, forget bias 3": partial(_readers.lstm, forget_bias=3),
    "GRU": _readers.gru,
    "attention": _readers.attention,
}


def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2),
    quick: bool = False,
    done: Collection[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Train every network at every delay; one item for each of the two.

    Args:
        seeds: each gives first weights and batches of its own.
        quick: a few steps at two delays, to see that it runs.
        done: items that an earlier run has finished.

    Example:
        >>> next(iter(measure(quick=True)))
        ('delays', [5, 10])
    """
    n_steps, delays = (3, (5, 10)) if quick else (800, DELAYS)
    yield "delays", list(delays)
    yield "readers", list(READERS)
    for name, make in READERS.items():
        width = _readers.widest(partial(Recall, make), budget=4000)
        for delay in delays:
            key = f"{name} at {delay}"
            if key in done:
                continue
            runs = {
                f"{rate:g}": [
                    train(make, width, delay, rate, seed, n_steps)
                    for seed in seeds
                ]
                for rate in RATES
            }
            yield key, {"width": width, "runs": runs}


def train(
    make: Callable[[int, int], nn.Module],
    width: int,
    delay: int,
    rate: float,
    seed: int,
    n_steps: int,
) -> dict[str, Any]:
    """One network, until it has solved the task or the steps are used up."""
    torch.manual_seed(seed)
    network = Recall(make, width)
    generator = torch.Generator().manual_seed(seed)
    before = reach(network, delay, generator)
    step = learn(network, delay, generator, rate=rate, n_steps=n_steps)
    return {
        "steps": step,
        "accuracy": accuracy(network, delay, generator),
        "accuracy at twice the delay": accuracy(network, 2 * delay, generator),
        "reach before": before,
        "reach after": reach(network, delay, generator),
    }


def best(item: dict[str, Any]) -> list[dict[str, Any]]:
    """The runs, one a seed, of the learning rate that did better."""

    def score(runs: list[dict[str, Any]]) -> tuple[float, float]:
        return (
            mean(run["accuracy"] for run in runs),
            -mean(run["steps"] for run in runs),
        )

    return max(item["runs"].values(), key=score)


def draw(results: dict[str, Any]) -> go.Figure:
    """Accuracy against delay, a line for each network."""
    figure = go.Figure()
    for name in results["readers"]:
        scores = [
            [run["accuracy"] for run in best(results[f"{name} at {delay}"])]
            for delay in results["delays"]
        ]
        figure.add_scatter(
            x=results["delays"],
            y=[mean(s) for s in scores],
            error_y={"type": "data", "array": [stdev(s) for s in scores]},
            mode="lines+markers",
            marker={"symbol": len(figure.data), "size": 9},
            name=name,
        )
    figure.add_hline(y=1 / N_LETTERS, line={"dash": "dot", "color": "#888"})
    figure.update_xaxes(title="delay", type="log", tickvals=results["delays"])
    figure.update_yaxes(title="share of right answers", range=[0, 1.08])
    figure.update_layout(height=440)
    return figure
