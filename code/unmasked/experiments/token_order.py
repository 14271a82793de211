"""Claim: self-attention is permutation equivariant, not invariant.

Shuffle the tokens and the outputs are shuffled with them. Only a pooled
output is unchanged, and a causal mask breaks the symmetry.

Source: Lee et al. 2019, "Set Transformer", §3,
https://arxiv.org/abs/1810.00825
Lesson: docs/transformer/self-attention.md
"""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import torch
from torch import Tensor

from unmasked.attention.scaled_dot_product import attend

CLAIMS = {
    "equivariant": "f(shuffled) = shuffled f",
    "invariant": "f(shuffled) = f",
    "pooled": "mean f(shuffled) = mean f",
    "causal": "equivariant, with a causal mask",
}


@dataclass(frozen=True)
class Differences:
    """The largest difference between the two sides of each claim, by seed."""

    largest: dict[str, Tensor]


def measure(
    *,
    n_tokens: int = 16,
    d: int = 32,
    seeds: Sequence[int] = (0, 1, 2, 3, 4),
) -> Differences:
    """Shuffle random tokens, and compare the two sides of each claim.

    In double precision, so that what rounding leaves is unmistakable.

    Example:
        >>> largest = measure(seeds=[0]).largest
        >>> largest["equivariant"] < 1e-12, largest["invariant"] > 0.1
        (tensor([True]), tensor([True]))
    """
    rows = []
    for seed in seeds:
        g = torch.Generator().manual_seed(seed)
        x = torch.randn(n_tokens, d, generator=g, dtype=torch.float64)
        projections = torch.randn(3, d, d, generator=g, dtype=torch.float64)
        order = torch.randperm(n_tokens, generator=g)

        def f(
            x: Tensor, w: Tensor = projections / d**0.5, causal: bool = False
        ) -> Tensor:
            return attend(x @ w[0], x @ w[1], x @ w[2], causal=causal)

        sides = {
            "equivariant": (f(x[order]), f(x)[order]),
            "invariant": (f(x[order]), f(x)),
            "pooled": (f(x[order]).mean(dim=0), f(x).mean(dim=0)),
            "causal": (f(x[order], causal=True), f(x, causal=True)[order]),
        }
        rows.append([(a - b).abs().max() for a, b in sides.values()])
    columns = torch.tensor(rows).unbind(dim=1)
    return Differences(dict(zip(CLAIMS, columns, strict=True)))


def draw(differences: Differences) -> go.Figure:
    """One bar per claim, on a logarithmic axis."""
    means = {n: t.mean().item() for n, t in differences.largest.items()}
    figure = go.Figure(
        go.Bar(
            x=list(means.values()),
            y=[CLAIMS[name] for name in means],
            orientation="h",
            text=[f"{mean:.0e}" for mean in means.values()],
        )
    )
    figure.update_xaxes(
        title="largest difference between the two sides",
        type="log",
        range=[-17, 1.5],
        dtick=4,
        exponentformat="power",
    )
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(height=300)
    return figure
