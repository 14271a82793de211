"""Claim: an RNN may remember by a motion that is right at one moment only.

An RNN learns to recall a letter after ten tokens of noise, and is then asked
after any number. Beside the share of right answers stands how far its answer
tells the letters apart: the share that one would get right who knows, for
this delay, which answer stands for which letter.

Lesson: docs/start/recurrent-networks.md
"""

from collections.abc import Sequence
from statistics import mean
from typing import Any

import plotly.graph_objects as go
import torch
from torch import Tensor, nn

from unmasked.experiments import _readers
from unmasked.experiments._recall import N_LETTERS, Recall, draw_batch, learn

TRAINED_AT = 10
SHOWN = 3


def measure(
    *, seeds: Sequence[int] = (0, 1, 2, 3, 4, 5), quick: bool = False
) -> dict[str, Any]:
    """Train at one delay, ask at others; keep the networks that learn it.

    Args:
        seeds: each gives weights and texts of its own.
        quick: few steps and delays, and every network is kept.

    Example:
        >>> measure(seeds=[0], quick=True)["delays"]
        [9, 10]
    """
    n_steps, delays = (3, [9, 10]) if quick else (400, list(range(2, 41)))
    learned = []
    for seed in seeds:
        torch.manual_seed(seed)
        generator = torch.Generator().manual_seed(seed)
        network = Recall(_readers.rnn, 49)
        learn(network, TRAINED_AT, generator, rate=3e-3, n_steps=n_steps)
        if quick or _ask(network, TRAINED_AT, generator)[0] > 0.9:
            shares = [_ask(network, d, generator) for d in delays]
            right, decoded = map(list, zip(*shares, strict=True))
            learned.append({"right": right, "decoded": decoded})
    return {"delays": delays, "tried": len(seeds), "learned": learned}


@torch.no_grad()
def _ask(
    network: nn.Module, delay: int, generator: torch.Generator
) -> tuple[float, float]:
    tokens, letter = draw_batch(500, delay, generator)
    answer = network(tokens).argmax(dim=-1)
    return float((answer == letter).float().mean()), _decoded(letter, answer)


def _decoded(letter: Tensor, answer: Tensor) -> float:
    counts = torch.zeros(N_LETTERS, N_LETTERS)
    counts.index_put_((letter, answer), torch.tensor(1.0), accumulate=True)
    # each answer is taken to mean the letter for which it is given most often
    return float(counts.amax(dim=0).sum() / len(letter))


def draw(results: dict[str, Any]) -> go.Figure:
    """A line for each network, and how much their answers tell on average."""
    figure = go.Figure()
    learned = results["learned"][:SHOWN]
    decoded = [network["decoded"] for network in results["learned"]]
    figure.add_scatter(
        x=results["delays"],
        y=[mean(column) for column in zip(*decoded, strict=True)],
        mode="lines",
        line={"dash": "dot", "color": "#888"},
        name="with a key for this delay",
    )
    for index, network in enumerate(learned):
        figure.add_scatter(
            x=results["delays"],
            y=network["right"],
            mode="lines+markers",
            marker={"symbol": index, "size": 8},
            name=f"network {index + 1}",
        )
    figure.update_xaxes(title="asked after this much noise", tick0=10, dtick=5)
    figure.update_yaxes(title="share of right answers", range=[-0.03, 1.05])
    return figure
