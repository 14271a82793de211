"""Claim: before training, depth alone does not say how a gradient fares.

How long is the gradient of the loss with respect to the weights of the first
layer, before any training? Without norms and shortcut it shrinks with depth;
with norms it *grows* unless there is a shortcut; with a shortcut and no norms
it grows faster still, unless each block starts as its shortcut alone.

Source: Yang et al. 2019, https://arxiv.org/abs/1902.08129 (plain networks with
batch normalization); Zhang et al. 2019, https://arxiv.org/abs/1901.09321
Lesson: docs/start/resnets.md
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import plotly.graph_objects as go
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from unmasked.data import digits
from unmasked.experiments._deep_networks import linear_layers

DEPTHS = (2, 8, 14, 20, 32, 44, 56)
_bare = partial(linear_layers, norm=False)
NETWORKS: Mapping[str, Callable[..., nn.Module]] = {
    "plain": partial(_bare, shortcut=False),
    "shortcut": partial(_bare, shortcut=True),
    "shortcut, F = 0": partial(_bare, shortcut=True, start=0.0),
    "plain, norms": partial(linear_layers, shortcut=False),
    "shortcut, norms": partial(linear_layers, shortcut=True),
}


@dataclass(frozen=True)
class FirstGradient:
    """For each network the lengths, (seeds, depths)."""

    lengths: dict[str, Tensor]

    def growth(self, name: str, depth: int = 56) -> float:
        """How many times as long as with two layers: geometric mean."""
        logs = self.lengths[name].log().mean(dim=0)
        return float((logs[DEPTHS.index(depth)] - logs[0]).exp())


def measure(*, seeds: Sequence[int] = (0, 1, 2)) -> FirstGradient:
    """One pass forward and back over 128 digits, for each network and depth.

    Args:
        seeds: of the first weights.

    Example:
        >>> found = measure(seeds=[0])
        >>> found.growth("plain") < 1 < found.growth("plain, norms")
        True
    """
    return FirstGradient(
        {
            name: torch.tensor(
                [[_length(make, d, seed) for d in DEPTHS] for seed in seeds]
            )
            for name, make in NETWORKS.items()
        }
    )


def _length(make: Callable[..., nn.Module], depth: int, seed: int) -> float:
    torch.manual_seed(seed)
    network = make(depth=depth)
    images, labels = (part[:128] for part in digits("train"))
    first = next(network.parameters())
    loss = F.cross_entropy(network(images), labels)
    (gradient,) = torch.autograd.grad(loss, first)
    return gradient.norm().item()


def draw(found: FirstGradient) -> go.Figure:
    """Length of the gradient against depth: with norms filled, without open.

    Both of a wiring are one trace, so that they share a color of the house.
    """
    figure = go.Figure()
    symbols = {"plain": "x", "shortcut": "circle", "shortcut, F = 0": "diamond"}
    for wiring, symbol in symbols.items():
        points: list[tuple[Any, ...]] = []
        for name, said, mark in (
            (f"{wiring}, norms", "norms", symbol),
            (wiring, "no norms", f"{symbol}-open"),
        ):
            if name not in found.lengths:
                continue
            if points:  # no line from one to the other
                points.append((None, None, None, None, "", mark))
            lengths = found.lengths[name]
            middle = 10 ** lengths.log10().mean(dim=0)
            above = (lengths.amax(dim=0) - middle).tolist()
            below = (middle - lengths.amin(dim=0)).tolist()
            points += zip(
                DEPTHS,
                middle.tolist(),
                above,
                below,
                [said] * len(DEPTHS),
                [mark] * len(DEPTHS),
                strict=True,
            )
        x, y, up, down, text, marks = map(list, zip(*points, strict=True))
        figure.add_scatter(
            x=x,
            y=y,
            error_y={
                "type": "data",
                "array": up,
                "arrayminus": down,
                "thickness": 1,
            },
            text=text,
            mode="lines+markers",
            marker={"symbol": marks, "size": 9},
            name=wiring,
        )
    figure.update_xaxes(title="layers", tickvals=list(DEPTHS))
    figure.update_yaxes(
        title="gradient at the first layer",
        type="log",
        exponentformat="power",
        dtick=1,
    )
    figure.update_layout(height=430)
    return figure
