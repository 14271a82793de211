"""Claim: if the query is the key, a token mostly attends to itself.

Source: the argument is elementary: q·q = |q|² is about d, while q·k of
another token is about √d.
Lesson: docs/transformer/self-attention.md
"""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import torch
from torch import Tensor

from unmasked.attention.scaled_dot_product import attention_weights

SHARED, SEPARATE = "query = key", "query and key projected apart"


@dataclass(frozen=True)
class SelfAttention:
    """Mean weight of a token on itself: a row per seed, a column per width."""

    widths: list[int]
    n_tokens: int
    weight_on_itself: dict[str, Tensor]

    def mean(self, kind: str, width: int) -> float:
        """The weight at one width, averaged over the seeds."""
        column = self.widths.index(width)
        return float(self.weight_on_itself[kind][:, column].mean())


def measure(
    widths: Sequence[int] = (1, 4, 16, 64, 256),
    *,
    n_tokens: int = 32,
    seeds: Sequence[int] = (0, 1, 2, 3, 4),
) -> SelfAttention:
    """Project random tokens once or twice, and look at the diagonal.

    Args:
        widths: values of d, of the tokens and of the head alike.
        n_tokens: length of the sequence.
        seeds: each gives other tokens and other projections.

    Example:
        >>> measured = measure([256], seeds=[0])
        >>> measured.mean(SHARED, 256) > 0.9, measured.mean(SEPARATE, 256) < 0.1
        (True, True)
    """
    weight: dict[str, list[list[Tensor]]] = {SHARED: [], SEPARATE: []}
    for seed in seeds:
        generator = torch.Generator().manual_seed(seed)
        for rows in weight.values():
            rows.append([])
        for d in widths:
            x = torch.randn(n_tokens, d, generator=generator)
            w_query, w_key = torch.randn(2, d, d, generator=generator) / d**0.5
            keys = {SHARED: x @ w_query, SEPARATE: x @ w_key}
            for name, key in keys.items():
                weights = attention_weights(x @ w_query, key)
                weight[name][-1].append(weights.diagonal().mean())
    stacked = {
        name: torch.stack([torch.stack(row) for row in rows])
        for name, rows in weight.items()
    }
    return SelfAttention(list(widths), n_tokens, stacked)


def draw(measured: SelfAttention) -> go.Figure:
    """Draw the weight on itself against the width, with the uniform weight."""
    figure = go.Figure()
    for name, symbol in {SHARED: "circle", SEPARATE: "square"}.items():
        weight = measured.weight_on_itself[name]
        figure.add_scatter(
            x=measured.widths,
            y=weight.mean(dim=0).tolist(),
            error_y={"type": "data", "array": weight.std(dim=0).tolist()},
            mode="lines+markers",
            marker={"symbol": symbol, "size": 9},
            name=name,
        )
    figure.add_scatter(
        x=measured.widths,
        y=[1 / measured.n_tokens] * len(measured.widths),
        mode="lines",
        line={"dash": "dot"},
        name="the same for every token",
    )
    figure.update_xaxes(title="width d", type="log", tickvals=measured.widths)
    figure.update_yaxes(title="weight on itself", range=[0, 1.05])
    return figure
