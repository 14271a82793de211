"""Claim: the dot product of two random vectors spreads like √d.

Source: Vaswani et al. 2017, "Attention Is All You Need", §3.2.1, footnote 4,
https://arxiv.org/abs/1706.03762
Lesson: docs/transformer/self-attention.md
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.random import Generator

ENTRIES: dict[str, Callable[[Generator, tuple[int, int]], np.ndarray]] = {
    "bell curve": lambda rng, shape: rng.standard_normal(shape),
    "coin flips, +1 or −1": lambda rng, shape: rng.choice([-1.0, 1.0], shape),
}


@dataclass(frozen=True)
class Spread:
    """Standard deviation of q·k: for each kind of entry, a row per seed."""

    widths: list[int]
    std: dict[str, np.ndarray]


def measure(
    widths: Sequence[int] = (1, 4, 16, 64, 256, 1024),
    *,
    pairs: int = 2000,
    seeds: Sequence[int] = (0, 1, 2, 3, 4),
) -> Spread:
    """Draw pairs of vectors of each width and see how far q·k strays.

    Args:
        widths: how many entries the vectors have.
        pairs: dot products per width and seed.
        seeds: each gives an independent measurement.

    Example:
        >>> spread = measure([4, 64])
        >>> spread.std["bell curve"].mean(axis=0).round(1)
        array([2., 8.])
    """
    std = {}
    for name, draw_entries in ENTRIES.items():
        std[name] = np.empty((len(seeds), len(widths)))
        for row, seed in enumerate(seeds):
            rng = np.random.default_rng(seed)
            for column, width in enumerate(widths):
                query = draw_entries(rng, (pairs, width))
                key = draw_entries(rng, (pairs, width))
                products = (query * key).sum(axis=1)
                std[name][row, column] = products.std()
    return Spread(list(widths), std)


def draw(spread: Spread) -> go.Figure:
    """Lay the measured spread over the line √d."""
    figure = go.Figure()
    figure.add_scatter(
        x=spread.widths,
        y=np.sqrt(spread.widths),
        mode="lines",
        name="√d",
    )
    symbols = ["circle-open", "x-thin-open"]
    for name, symbol in zip(ENTRIES, symbols, strict=True):
        figure.add_scatter(
            x=spread.widths,
            y=spread.std[name].mean(axis=0),
            error_y={"type": "data", "array": spread.std[name].std(axis=0)},
            mode="markers",
            marker={"symbol": symbol, "size": 14, "line": {"width": 2}},
            name=name,
        )
    figure.update_xaxes(title="width d", type="log", tickvals=spread.widths)
    figure.update_yaxes(
        title="standard deviation of q·k",
        type="log",
        tickvals=[1, 2, 4, 8, 16, 32],
    )
    return figure
