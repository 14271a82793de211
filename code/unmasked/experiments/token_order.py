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
from plotly.subplots import make_subplots
from torch import Tensor

from unmasked.attention.scaled_dot_product import attention_weights

CLAIMS = ("equivariant", "invariant", "pooled", "causal")


@dataclass(frozen=True)
class Differences:
    """The largest difference between the sides of each claim, over the seeds.

    `order` and the two maps of weights are those of the last seed.
    """

    largest: dict[str, float]
    order: Tensor
    map_before: Tensor
    map_after: Tensor

    def words(self, claim: str) -> str:
        """The largest difference, or that only rounding is left of it."""
        largest = self.largest[claim]
        return "rounding" if largest < 1e-12 else f"{largest:.1f}"


def measure(
    *, n_tokens: int = 6, d: int = 8, seeds: Sequence[int] = (0, 1, 2, 3, 4)
) -> Differences:
    """Shuffle random tokens, and compare the two sides of each claim.

    In double precision, so that what rounding leaves is unmistakable.

    Example:
        >>> largest = measure().largest
        >>> largest["equivariant"] < 1e-12, largest["invariant"] > 0.1
        (True, True)
    """
    largest = dict.fromkeys(CLAIMS, 0.0)
    for seed in seeds:
        g = torch.Generator().manual_seed(seed)
        x = torch.randn(n_tokens, d, generator=g, dtype=torch.float64)
        w = torch.randn(3, d, d, generator=g, dtype=torch.float64) / d**0.5
        order = torch.randperm(n_tokens, generator=g)
        before, after = _weights(x, w), _weights(x[order], w)
        y, y_after = before @ x @ w[2], after @ x[order] @ w[2]
        masked = _weights(x, w, causal=True) @ x @ w[2]
        masked_after = _weights(x[order], w, causal=True) @ x[order] @ w[2]
        sides = {
            "equivariant": (y_after, y[order]),
            "invariant": (y_after, y),
            "pooled": (y_after.mean(dim=0), y.mean(dim=0)),
            "causal": (masked_after, masked[order]),
        }
        for claim, (a, b) in sides.items():
            difference = (a - b).abs().max().item()
            largest[claim] = max(largest[claim], difference)
    return Differences(largest, order, before, after)


def _weights(x: Tensor, w: Tensor, *, causal: bool = False) -> Tensor:
    return attention_weights(x @ w[0], x @ w[1], causal=causal)


def draw(differences: Differences) -> go.Figure:
    """The map of weights before and after the shuffle, side by side."""
    figure = make_subplots(rows=1, cols=2, horizontal_spacing=0.12)
    letters = [chr(ord("A") + i) for i in range(len(differences.order))]
    shuffled = [letters[i] for i in differences.order]
    for column, (weights, tokens, title) in enumerate(
        [
            (differences.map_before, letters, "before"),
            (differences.map_after, shuffled, "shuffled"),
        ],
        start=1,
    ):
        figure.add_heatmap(
            z=weights.tolist(),
            x=tokens,
            y=tokens,
            zmin=0,
            zmax=weights.max().item(),
            showscale=False,
            xgap=2,
            ygap=2,
            row=1,
            col=column,
        )
        figure.update_xaxes(title=title, row=1, col=column)
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(height=330)
    return figure
