"""Claim: a nudge can be too large and too small for measuring a slope.

Nudging cuts the loss's curve short (an error that grows with ε), and takes
the difference of two rounded numbers (an error that grows with 1/ε).

Source: Press et al. 2007, "Numerical Recipes", 3rd edition, §5.7
Lesson: docs/start/refresher.md
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
from numpy import ndarray

SIZES = (8, 16, 4)
WAYS = ("both sides", "one side")
NUDGES = tuple(10.0**power for power in np.arange(-14, 0.1, 0.5))
PRECISIONS = {"64-bit": np.float64, "32-bit": np.float32}


@dataclass(frozen=True)
class Errors:
    """Relative error of a slope: per way and precision, a row per seed."""

    nudges: ndarray
    error: dict[tuple[str, str], ndarray]

    def best(self, way: str, precision: str) -> tuple[float, float]:
        """The nudge with the least median error, and that error."""
        medians = np.median(self.error[way, precision], axis=0)
        place = int(medians.argmin())
        return float(self.nudges[place]), float(medians[place])

    def words(self, way: str, precision: str) -> tuple[str, str]:
        """`best`, to be put into a sentence: to the nearest power of ten."""
        raised = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
        nudge, error = (
            f"10{str(round(np.log10(x))).translate(raised)}"
            for x in self.best(way, precision)
        )
        return nudge, error


def loss(weights: Sequence[ndarray], x: ndarray, target: int) -> float:
    """Cross-entropy of a network with one hidden layer of tanh units."""
    first, second = weights
    logits = np.tanh(x @ first) @ second
    shifted = logits - logits.max()
    return float(np.log(np.exp(shifted).sum()) - shifted[target])


def slope(
    weights: Sequence[ndarray],
    directions: Sequence[ndarray],
    x: ndarray,
    target: int,
) -> float:
    """The exact slope of the loss along a direction, by the chain rule."""
    first, second = weights
    hidden = np.tanh(x @ first)
    powers = np.exp(hidden @ second - (hidden @ second).max())
    error = powers / powers.sum()
    error[target] -= 1
    d_second = np.outer(hidden, error)
    d_first = np.outer(x, (error @ second.T) * (1 - hidden**2))
    parts = zip((d_first, d_second), directions, strict=True)
    return float(sum((grad * step).sum() for grad, step in parts))


def measure(
    nudges: Sequence[float] = NUDGES,
    *,
    seeds: Sequence[int] = range(20),
) -> Errors:
    """Measure the same slope with nudges of many sizes.

    Args:
        nudges: the sizes ε of the step along a random direction.
        seeds: each draws a network, an input and a direction.

    Example:
        >>> errors = measure([1e-5, 1e-13], seeds=range(5))
        >>> medians = np.median(errors.error["both sides", "64-bit"], axis=0)
        >>> bool(medians[0] < 1e-8 < medians[1])
        True
    """
    keys = [(way, name) for name in PRECISIONS for way in WAYS]
    error = {key: np.empty((len(seeds), len(nudges))) for key in keys}
    shapes = list(pairwise(SIZES))
    for row, seed in enumerate(seeds):
        rng = np.random.default_rng(seed)
        weights = [rng.standard_normal(s) / np.sqrt(s[0]) for s in shapes]
        direction = [rng.standard_normal(s) for s in shapes]
        x, target = rng.standard_normal(SIZES[0]), int(rng.integers(SIZES[-1]))
        exact = slope(weights, direction, x, target)
        for name, kind in PRECISIONS.items():
            for column, nudge in enumerate(nudges):
                down, here, up = (
                    loss(
                        [
                            w.astype(kind) + kind(size) * d.astype(kind)
                            for w, d in zip(weights, direction, strict=True)
                        ],
                        x.astype(kind),
                        target,
                    )
                    for size in (-nudge, 0, nudge)
                )
                found = {
                    "both sides": (up - down) / (2 * nudge),
                    "one side": (up - here) / nudge,
                }
                for way, value in found.items():
                    wrong = abs(value - exact) / abs(exact)
                    error[way, name][row, column] = wrong
    return Errors(np.asarray(nudges), error)


def draw(errors: Errors) -> go.Figure:
    """The median error against the size of the nudge."""
    figure = go.Figure()
    dashes = {"both sides": "solid", "one side": "dash"}
    colors = dict(zip(PRECISIONS, ("#0b6e7c", "#c97700"), strict=True))
    for (way, precision), error in errors.error.items():
        figure.add_scatter(
            x=errors.nudges,
            y=np.median(error, axis=0),
            mode="lines",
            line={"dash": dashes[way], "color": colors[precision]},
            name=f"{precision}, {way}",
        )
    figure.update_xaxes(
        title="nudge ε", type="log", dtick=2, exponentformat="power"
    )
    figure.update_yaxes(
        title="relative error of the slope",
        type="log",
        dtick=2,
        exponentformat="power",
        range=[-11.5, 2.5],
    )
    return figure
