"""Claim: without 1/√d a wide head chooses instead of averaging, and sticks.

Gradients are what a random gradient of the weights leaves at the scores, and
behind them at the query. Nothing has been trained.

Source: Vaswani et al. 2017, "Attention Is All You Need", §3.2.1,
https://arxiv.org/abs/1706.03762
Lesson: docs/transformer/self-attention.md
"""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import torch
from torch import Tensor

from unmasked.attention.scaled_dot_product import attention_weights

EXPONENTS = {"no scaling": 0.0, "divided by √d": -0.5}


@dataclass(frozen=True)
class Saturation:
    """For each rule of scaling and each quantity, an array (seeds, widths)."""

    widths: list[int]
    measured: dict[str, dict[str, Tensor]]

    def mean(self, quantity: str, rule: str, width: int) -> float:
        """One quantity at one width, averaged over the seeds."""
        column = self.widths.index(width)
        return float(self.measured[rule][quantity][:, column].mean())


def measure(
    widths: Sequence[int] = (1, 4, 16, 64, 256, 1024),
    *,
    n_keys: int = 32,
    n_queries: int = 512,
    seeds: Sequence[int] = (0, 1, 2, 3, 4),
) -> Saturation:
    """Let random queries look at random keys, and describe their weights.

    Args:
        widths: values of d to try.
        n_keys: how many keys a query chooses from.
        n_queries: queries per width and seed, over which is averaged.
        seeds: each gives an independent measurement.

    Example:
        >>> saturation = measure([256], seeds=[0])
        >>> saturation.mean("largest weight", "no scaling", 256) > 0.8
        True
        >>> saturation.mean("largest weight", "divided by √d", 256) < 0.2
        True
    """
    measured = {}
    for rule, exponent in EXPONENTS.items():
        rows = [
            [_describe(d, d**exponent, n_keys, n_queries, s) for d in widths]
            for s in seeds
        ]
        measured[rule] = {
            quantity: torch.tensor(
                [[cell[quantity] for cell in r] for r in rows]
            )
            for quantity in rows[0][0]
        }
    return Saturation(list(widths), measured)


def _describe(
    d: int, scale: float, n_keys: int, n_queries: int, seed: int
) -> dict[str, float]:
    generator = torch.Generator().manual_seed(seed)
    query = torch.randn(n_queries, d, generator=generator).requires_grad_()
    key = torch.randn(n_keys, d, generator=generator)
    # A bias of zeros changes nothing; its gradient is that of the scores.
    bias = torch.zeros(n_queries, n_keys, requires_grad=True)
    weights = attention_weights(query, key, bias=bias, scale=scale)
    upstream = torch.randn(n_queries, n_keys, generator=generator)
    gradients = torch.autograd.grad(weights, [bias, query], upstream)
    at_score, at_query = (gradient.norm(dim=-1) for gradient in gradients)
    weights = weights.detach()
    described = {
        "entropy": torch.special.entr(weights).sum(dim=-1).mean(),
        "largest weight": weights.amax(dim=-1).mean(),
        "score gradient, mean": at_score.mean(),
        "score gradient, median": at_score.median(),
        "query gradient, mean": at_query.mean(),
        "share of the top tenth": at_query.topk(n_queries // 10).values.sum()
        / at_query.sum(),
    }
    return {quantity: float(value) for quantity, value in described.items()}


def draw(saturation: Saturation) -> go.Figure:
    """Largest weight against width, under each rule of scaling."""
    figure = go.Figure()
    for rule, measured in saturation.measured.items():
        _add_line(figure, saturation, measured["largest weight"], rule)
    figure.update_yaxes(title="largest weight", range=[0, 1.05])
    return figure


def draw_gradients(saturation: Saturation) -> go.Figure:
    """Gradient that reaches the scores: mean and median tell a tale apart."""
    figure = go.Figure()
    for rule, measured in saturation.measured.items():
        for kind in ("mean", "median"):
            norms = measured[f"score gradient, {kind}"]
            _add_line(figure, saturation, norms, f"{rule}, {kind}")
    figure.update_yaxes(title="gradient norm at a row", rangemode="tozero")
    return figure


def _add_line(
    figure: go.Figure, saturation: Saturation, values: Tensor, name: str
) -> None:
    figure.add_scatter(
        x=saturation.widths,
        y=values.mean(dim=0).tolist(),
        error_y={"type": "data", "array": values.std(dim=0).tolist()},
        mode="lines+markers",
        marker={"symbol": len(figure.data), "size": 9},
        line={"dash": "dash" if name.endswith("mean") else "solid"},
        name=name,
    )
    figure.update_xaxes(title="width d", type="log", tickvals=saturation.widths)
