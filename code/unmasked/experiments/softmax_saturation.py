"""Claim: without 1/√d a wide head chooses instead of averaging, and sticks.

Gradients are those of the query, for a random gradient of the output, at
initialization: nothing has been trained.

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
    """For each rule of scaling, a tensor with a row per seed, column per d."""

    widths: list[int]
    n_keys: int
    entropy: dict[str, Tensor]
    largest: dict[str, Tensor]
    gradient_median: dict[str, Tensor]
    gradient_mean: dict[str, Tensor]
    top_tenth: dict[str, Tensor]


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
        >>> saturation.largest["no scaling"] > 0.8
        tensor([[True]])
        >>> saturation.largest["divided by √d"] < 0.2
        tensor([[True]])
    """
    rows = {
        name: torch.stack(
            [
                torch.stack(
                    [
                        _describe(d, d**exponent, n_keys, n_queries, seed)
                        for d in widths
                    ]
                )
                for seed in seeds
            ]
        )
        for name, exponent in EXPONENTS.items()
    }
    described = [{n: r[..., i] for n, r in rows.items()} for i in range(5)]
    return Saturation(list(widths), n_keys, *described)


def _describe(
    d: int, scale: float, n_keys: int, n_queries: int, seed: int
) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    query = torch.randn(n_queries, d, generator=generator).requires_grad_()
    key = torch.randn(n_keys, d, generator=generator)
    weights = attention_weights(query, key, scale=scale)
    upstream = torch.randn(n_queries, n_keys, generator=generator)
    (gradient,) = torch.autograd.grad(weights, query, upstream)
    norms = gradient.norm(dim=-1)
    entropy = torch.special.entr(weights.detach()).sum(dim=-1)
    largest = weights.detach().amax(dim=-1)
    # How much of all gradient the tenth of the queries that get most receives.
    top_tenth = norms.topk(n_queries // 10).values.sum() / norms.sum()
    return torch.stack(
        [
            entropy.mean(),
            largest.mean(),
            norms.median(),
            norms.mean(),
            top_tenth,
        ]
    )


def draw(saturation: Saturation) -> go.Figure:
    """Largest weight against width, under each rule of scaling."""
    figure = go.Figure()
    for name, largest in saturation.largest.items():
        _add_line(figure, saturation.widths, largest, name)
    figure.update_xaxes(title="width d", type="log", tickvals=saturation.widths)
    figure.update_yaxes(title="largest weight", range=[0, 1.05])
    return figure


def draw_gradients(saturation: Saturation) -> go.Figure:
    """Gradient that reaches a query: the mean and the median tell apart."""
    plain, scaled = EXPONENTS
    figure = go.Figure()
    for name, norms in {
        f"{plain}, mean": saturation.gradient_mean[plain],
        f"{plain}, median": saturation.gradient_median[plain],
        f"{scaled}, mean": saturation.gradient_mean[scaled],
        f"{scaled}, median": saturation.gradient_median[scaled],
    }.items():
        _add_line(figure, saturation.widths, norms, name)
    figure.update_xaxes(title="width d", type="log", tickvals=saturation.widths)
    figure.update_yaxes(title="gradient norm of a query", rangemode="tozero")
    return figure


def _add_line(
    figure: go.Figure, widths: list[int], values: Tensor, name: str
) -> None:
    """Mean over the seeds, with the standard deviation as error bars."""
    figure.add_scatter(
        x=widths,
        y=values.mean(dim=0),
        error_y={"type": "data", "array": values.std(dim=0)},
        mode="lines+markers",
        marker={"symbol": len(figure.data), "size": 9},
        line={"dash": "dash" if name.endswith("mean") else "solid"},
        name=name,
    )
