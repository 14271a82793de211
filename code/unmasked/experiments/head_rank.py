"""Claim: the scores of a head have at most rank d_head.

They are a product of an n × d_head and a d_head × n matrix, whatever the
tokens. So the same width cut into more heads gives more tables of scores,
each of fewer degrees of freedom.

Source: Bhojanapalli et al. 2020, "Low-Rank Bottleneck in Multi-head Attention
Models", https://arxiv.org/abs/2002.07028
Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import torch
from einops import rearrange
from torch import Tensor

from unmasked.attention.multi_head import MultiHeadAttention


@dataclass(frozen=True)
class Spectra:
    """Singular values of the scores, largest first, by number of heads.

    Attributes:
        d_model: width of the tokens, and their number.
        values: for each number of heads (seeds, n), each row divided by its
            largest.
    """

    d_model: int
    values: dict[int, Tensor]

    def rank(self, n_heads: int) -> int:
        """How many are not zero up to rounding, in any seed."""
        return int((self.values[n_heads] > 1e-10).sum(dim=1).max())


@torch.no_grad()
def measure(
    heads: Sequence[int] = (1, 4, 16),
    *,
    d_model: int = 64,
    seeds: Sequence[int] = (0, 1, 2),
) -> Spectra:
    """Take the scores of the first head apart, for random tokens.

    Args:
        heads: into how many the width is cut.
        d_model: width of the tokens; there are as many tokens.
        seeds: each gives other tokens and another layer.

    Example:
        >>> measure([4], d_model=32, seeds=[0]).rank(4)
        8
    """
    values: dict[int, Tensor] = {}
    for n_heads in heads:
        rows = []
        for seed in seeds:
            torch.manual_seed(seed)
            layer = MultiHeadAttention(d_model=d_model, n_heads=n_heads)
            layer = layer.double()
            x = torch.randn(d_model, d_model, dtype=torch.float64)
            query, key = (
                rearrange(project(x), "t (h d) -> h t d", h=n_heads)
                for project in (layer.q_proj, layer.k_proj)
            )
            found = torch.linalg.svdvals(query[0] @ key[0].T)
            rows.append(found / found[0])
        values[n_heads] = torch.stack(rows)
    return Spectra(d_model, values)


def draw(measured: Spectra) -> go.Figure:
    """Draw the singular values in order; a head's end at its width."""
    figure = go.Figure()
    symbols = ("circle", "square", "diamond")
    for (n_heads, values), symbol in zip(
        measured.values.items(), symbols, strict=True
    ):
        width = measured.d_model // n_heads
        figure.add_scatter(
            x=list(range(1, measured.d_model + 1)),
            y=values.mean(dim=0).clamp(min=1e-17).tolist(),
            mode="markers",
            marker={"symbol": symbol, "size": 7},
            name=f"{n_heads} head{'s' * (n_heads > 1)} of width {width}",
        )
    figure.update_xaxes(title="singular value number")
    figure.update_yaxes(
        title="size, largest = 1", type="log", exponentformat="power",
        range=[-17.5, 0.5],
    )  # fmt: skip
    return figure
