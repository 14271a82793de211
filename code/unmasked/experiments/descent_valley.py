"""Claim: gradient descent diverges beyond a rate of 2/λ, λ the steepest bend.

In a valley L = ½ (λ₁ a² + λ₂ b²) each step multiplies the distance along an
axis by 1 − η λ, so it shrinks exactly if 0 < η < 2/λ.

Source: Goodfellow, Bengio and Courville 2016, "Deep Learning", §4.3.1,
https://www.deeplearningbook.org/contents/numerical.html
Lesson: docs/start/refresher.md
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy import ndarray

BENDS = np.array([1.0, 10.0])
START = np.array([9.0, 1.4])
VIEW = (11.0, 3.2)


@dataclass(frozen=True)
class Descent:
    """For each rate, the places visited: one row a step."""

    rates: list[float]
    paths: list[ndarray]

    def losses(self, rate: float) -> ndarray:
        """The height at every place of one path."""
        return loss(self.paths[self.rates.index(rate)])


def loss(places: ndarray) -> ndarray:
    """Height of the valley at each place, a row for each."""
    return np.asarray((BENDS * places**2).sum(axis=-1) / 2)


def measure(
    rates: Sequence[float] = (0.02, 0.1, 0.17, 0.195, 0.205),
    *,
    steps: int = 40,
) -> Descent:
    """Walk down the valley with each rate.

    Example:
        >>> descent = measure([0.19, 0.21], steps=200)
        >>> [bool(descent.losses(rate)[-1] < 1e-3) for rate in descent.rates]
        [True, False]
    """
    paths = []
    for rate in rates:
        places = [START]
        for _ in range(steps):
            gradient = BENDS * places[-1]
            places.append(places[-1] - rate * gradient)
        paths.append(np.array(places))
    return Descent(list(rates), paths)


def draw(descent: Descent) -> go.Figure:
    """The valley from above, with a slider for the rate."""
    across, along = (np.linspace(-edge, edge, 61) for edge in VIEW)
    grid = np.stack(np.meshgrid(across, along), axis=-1)
    figure = go.Figure()
    figure.add_contour(
        x=across,
        y=along,
        z=np.sqrt(loss(grid)),
        showscale=False,
        colorscale=["#6cb9be", "#edf4f3"],
        line={"color": "#ffffff"},
        contours={"coloring": "fill"},
        ncontours=14,
        hoverinfo="skip",
    )
    first = len(descent.rates) // 2
    for place, path in enumerate(descent.paths):
        inside = np.abs(path) <= 20  # what has left the view for good
        seen = path[
            : len(path) if inside.all() else int(inside.all(1).argmin())
        ]
        figure.add_scatter(
            x=seen[:, 0],
            y=seen[:, 1],
            mode="lines+markers",
            line={"color": "#c2402b", "width": 2},
            marker={"size": 6, "color": "#c2402b"},
            visible=place == first,
            showlegend=False,
        )
    steps = []
    for place, rate in enumerate(descent.rates):
        shown = [True] + [other == place for other in range(len(descent.rates))]
        steps.append(
            {
                "method": "restyle",
                "args": ["visible", shown],
                "label": f"{rate}",
            }
        )
    figure.update_layout(
        sliders=[
            {
                "active": first,
                "steps": steps,
                "currentvalue": {"prefix": "learning rate "},
                "pad": {"t": 60},
            }
        ],
        height=450,
    )
    figure.update_xaxes(
        title="a, bends gently (λ = 1)", range=[-VIEW[0], VIEW[0]]
    )
    figure.update_yaxes(
        title="b, bends sharply (λ = 10)", range=[-VIEW[1], VIEW[1]]
    )
    return figure
