"""Claim: a residual network survives the loss of a block, a plain one does not.

Networks of 20 linear layers with batch normalization learn the digits. Then
one block of two layers is taken out, nothing is trained again, and the digits
are asked once more; so for each block in turn.

Source: Veit et al. 2016, §4.1, https://arxiv.org/abs/1605.06431
Lesson: docs/start/resnets.md
"""

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from statistics import mean
from typing import Any

import plotly.graph_objects as go
from torch import nn

from unmasked.experiments._deep_networks import (
    Block,
    error,
    linear_layers,
    trained,
)

DEPTH, RATE, EPOCHS = 20, 0.1, 12
NETWORKS = {
    "plain": partial(linear_layers, depth=DEPTH, shortcut=False),
    "with shortcut": partial(linear_layers, depth=DEPTH, shortcut=True),
}


def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2),
    quick: bool = False,
    done: Collection[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Train, take out each block, and count wrong answers on new digits.

    Args:
        seeds: each gives first weights and an order of the pictures.
        quick: one seed and one epoch.
        done: items that an earlier run has finished.

    Example:
        >>> name, runs = next(iter(measure(quick=True)))
        >>> name, len(runs), len(runs[0]["without block"])
        ('plain', 1, 9)
    """
    for name, make in NETWORKS.items():
        if name not in done:
            yield (
                name,
                [
                    _lesions(make, 1 if quick else EPOCHS, seed)
                    for seed in (seeds[:1] if quick else seeds)
                ],
            )


def _lesions(make: Any, epochs: int, seed: int) -> dict[str, Any]:
    network, _ = trained(make, rate=RATE, epochs=epochs, seed=seed)
    whole = list(network.children())
    blocks = [i for i, part in enumerate(whole) if isinstance(part, Block)]
    return {
        "whole": error(network, "test"),
        "without block": [
            error(nn.Sequential(*whole[:i], *whole[i + 1 :]), "test")
            for i in blocks
        ],
    }


def damage(runs: list[dict[str, Any]]) -> list[float]:
    """Wrong answers without a block, in percent, the mean over all blocks.

    Example:
        >>> damage([{"whole": 0.1, "without block": [0.25, 0.75]}])
        [50.0]
    """
    return [100 * mean(run["without block"]) for run in runs]


def draw(results: dict[str, Any]) -> go.Figure:
    """Test error without each of the blocks, a mark for each seed."""
    figure = go.Figure()
    symbols = {"plain": "x", "with shortcut": "circle"}
    for name, runs in results.items():
        figure.add_scatter(
            x=[i for run in runs for i in range(1 + len(run["without block"]))],
            y=[
                100 * value
                for run in runs
                for value in (run["whole"], *run["without block"])
            ],
            mode="markers",
            marker={"symbol": symbols[name], "size": 9},
            name=name,
        )
    ticks = list(range(DEPTH // 2))
    figure.update_xaxes(
        title="block taken out",
        tickvals=ticks,
        ticktext=["none", *map(str, ticks[1:])],
    )
    figure.update_yaxes(
        title="wrong answers on new digits (%)", range=[-3, 104]
    )
    figure.update_layout(height=380)
    return figure
