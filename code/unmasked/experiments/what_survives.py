"""Claim: untrained plain layers wash a picture out; a shortcut keeps more.

Digits pass through random layers with batch normalization. After each number
of layers a linear map is fitted that paints the picture from what the layers
give, and is tried on digits that it was not fitted on: what it cannot paint is
not there for a linear layer to see.

Source: the probe is Alain and Bengio 2016, https://arxiv.org/abs/1610.01644
Lesson: docs/start/resnets.md
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy import ndarray

from unmasked.data import digits

WIDTH, SHOWN = 64, 4
LAYERS = (1, 3, 5, 9, 17, 33, 55)
NAMES = ("plain", "with shortcut")


@dataclass(frozen=True)
class Survival:
    """What could be painted after each of `LAYERS`.

    Attributes:
        pictures: the first few digits, (digits, 64).
        painted: for each network, (layers, digits, 64), of the first seed.
        explained: for each network, (seeds, layers): the share of the
            variance of new pictures that the painting gets right.
    """

    pictures: ndarray
    painted: dict[str, ndarray]
    explained: dict[str, ndarray]

    def share(self, name: str, layers: int) -> float:
        """The mean of that share over the seeds."""
        return float(self.explained[name][:, LAYERS.index(layers)].mean())

    def spread(self, layers: int) -> float:
        """The largest distance of a seed from the mean, of both networks."""
        at = LAYERS.index(layers)
        return max(
            float(np.abs(shares[:, at] - shares[:, at].mean()).max())
            for shares in self.explained.values()
        )


def measure(*, seeds: Sequence[int] = (0, 1, 2)) -> Survival:
    """Send the digits through both networks, and paint them after each depth.

    Args:
        seeds: each gives random weights of its own, the same for both.

    Example:
        >>> survival = measure(seeds=[0])
        >>> survival.share("plain", 55) < survival.share("with shortcut", 55)
        True
    """
    known, new = (
        digits(split)[0].flatten(1).double().numpy()
        for split in ("train", "test")
    )
    painted, explained = {}, {}
    for name in NAMES:
        paintings = [
            [
                paint(states[: len(known)], known, states[len(known) :])
                for states in _pass(
                    np.vstack([known, new]), name != "plain", seed
                )
            ]
            for seed in seeds
        ]
        painted[name] = np.array([p[:SHOWN] for p in paintings[0]])
        around = ((new - known.mean(axis=0)) ** 2).sum()
        explained[name] = np.array(
            [[1 - ((p - new) ** 2).sum() / around for p in run]
             for run in paintings]
        )  # fmt: skip
    return Survival(new[:SHOWN], painted, explained)


def paint(known: ndarray, pictures: ndarray, new: ndarray) -> ndarray:
    """Pictures from states: ridge regression, fitted on the known ones."""
    middle, mean = known.mean(axis=0), pictures.mean(axis=0)
    centered = known - middle
    gram = centered.T @ centered / len(known)
    ridge = 0.1 * np.trace(gram) / len(gram) * np.eye(len(gram))
    weights = np.linalg.solve(
        gram + ridge, centered.T @ (pictures - mean) / len(known)
    )
    painting: ndarray = (new - middle) @ weights + mean
    return painting


def _pass(x: ndarray, shortcut: bool, seed: int) -> list[ndarray]:
    """The states after each of `LAYERS` layers, two to a block."""
    rng = np.random.default_rng(seed)

    def layer(x: ndarray) -> ndarray:
        weight = rng.normal(size=(x.shape[1], WIDTH))
        z = x @ weight
        normal: ndarray = (z - z.mean(axis=0)) / z.std(axis=0)
        return normal

    states = []
    x = np.maximum(layer(x), 0)
    for n_layers in range(1, max(LAYERS) + 1, 2):
        if n_layers in LAYERS:
            states.append(x)
        found = layer(np.maximum(layer(x), 0))
        x = np.maximum(found + x if shortcut else found, 0)
    return states


def draw(survival: Survival) -> go.Figure:
    """Digits above, and what is left of them; a slider for the depth."""
    figure = go.Figure()
    first = LAYERS.index(17)
    for at in range(len(LAYERS)):
        rows = [survival.painted[name][at] for name in reversed(NAMES)]
        figure.add_heatmap(
            z=_mosaic([*rows, survival.pictures]),
            zmin=0,
            zmax=1,
            showscale=False,
            hoverinfo="skip",
            visible=at == first,
        )
    figure.update_layout(
        sliders=[
            {
                "active": first,
                "steps": [
                    {
                        "method": "restyle",
                        "args": [
                            "visible",
                            [other == at for other in range(len(LAYERS))],
                        ],
                        "label": str(n_layers),
                    }
                    for at, n_layers in enumerate(LAYERS)
                ],
                "currentvalue": {"prefix": "layers passed: "},
                "pad": {"t": 20},
            }
        ],
        height=320,
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(
        tickvals=[4, 13, 22],
        ticktext=["with<br>shortcut", "plain", "what<br>went in"],
        showgrid=False,
        ticks="",
        scaleanchor="x",
        constrain="domain",
    )
    return figure


def _mosaic(rows: list[ndarray]) -> list[list[float | None]]:
    """Rows of 8 × 8 pictures with a gap between, the first row lowest."""
    height, width = 9 * len(rows), 9 * SHOWN
    canvas = np.full((height, width), np.nan)
    for i, pictures in enumerate(rows):
        for j, picture in enumerate(pictures):
            tile = picture.reshape(8, 8)[::-1].round(2)
            canvas[9 * i : 9 * i + 8, 9 * j : 9 * j + 8] = tile
    return [
        [None if np.isnan(value) else float(value) for value in line]
        for line in canvas
    ]
