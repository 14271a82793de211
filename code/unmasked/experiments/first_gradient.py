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
    """Length of the gradient against depth, on a scale of factors."""
    figure = go.Figure()
    for name, lengths in found.lengths.items():
        logs = lengths.log10()
        middle = 10 ** logs.mean(dim=0)
        figure.add_scatter(
            x=list(DEPTHS),
            y=middle.tolist(),
            error_y={
                "type": "data",
                "array": (lengths.amax(dim=0) - middle).tolist(),
                "arrayminus": (middle - lengths.amin(dim=0)).tolist(),
                "thickness": 1,
            },
            mode="lines+markers",
            line={"dash": "solid" if "norms" in name else "dot"},
            marker={"symbol": len(figure.data), "size": 8},
            name=name,
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
