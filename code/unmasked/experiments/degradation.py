"""Claim: more layers can raise the training error, and a shortcut mends it.

Networks of many depths learn the same digits with the same steps, plain and
with a shortcut around every two layers. In three kinds: convolutions with batch
normalization, as in the paper; linear layers with it; linear layers without
it, where a third network starts each block as its shortcut alone. Each is
given that of two learning rates which ends with the lower training loss.

Source: He et al. 2015, §1 and §4.2, https://arxiv.org/abs/1512.03385
Lesson: docs/start/resnets.md
"""

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from statistics import mean
from typing import Any, NamedTuple

import plotly.graph_objects as go

from unmasked.experiments._deep_networks import (
    convolutions,
    linear_layers,
    train,
)

RATES = (0.1, 0.01)
PLAIN, SHORTCUT = "plain", "with shortcut"
IDENTITY = "with shortcut, F = 0 at first"


class Kind(NamedTuple):
    """Networks that differ in depth and in what goes around their blocks."""

    networks: dict[str, Any]
    depths: tuple[int, ...]
    epochs: int


def _pair(make: Any) -> dict[str, Any]:
    return {
        PLAIN: partial(make, shortcut=False),
        SHORTCUT: partial(make, shortcut=True),
    }


_bare = partial(linear_layers, norm=False)
KINDS = {
    "linear layers": Kind(_pair(linear_layers), (2, 8, 20, 32, 56), 12),
    "without norms": Kind(
        {**_pair(_bare), IDENTITY: partial(_bare, shortcut=True, start=0.0)},
        (2, 8, 20, 32, 56),
        12,
    ),
    "convolutions": Kind(_pair(convolutions), (8, 20, 56), 6),
}


def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2),
    quick: bool = False,
    done: Collection[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Train every network at every depth; one item for each of the two.

    Args:
        seeds: each gives first weights and an order of the pictures.
        quick: one seed, one epoch and the two least depths of each kind.
        done: items that an earlier run has finished.

    Example:
        >>> next(iter(measure(quick=True)))[0]
        'linear layers, plain, 2'
    """
    for kind, (networks, depths, epochs) in KINDS.items():
        for depth in depths[:2] if quick else depths:
            for name, make in networks.items():
                key = f"{kind}, {name}, {depth}"
                if key in done:
                    continue
                yield (
                    key,
                    {
                        f"{rate:g}": [
                            train(
                                partial(make, depth=depth),
                                rate=rate,
                                epochs=1 if quick else epochs,
                                seed=seed,
                            )
                            for seed in (seeds[:1] if quick else seeds)
                        ]
                        for rate in RATES
                    },
                )


def best(results: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The runs, one a seed, of the rate with the lower last training loss."""
    runs: list[dict[str, Any]] = min(
        results[key].values(),
        key=lambda runs: mean(run["train loss"][-1] for run in runs),
    )
    return runs


def errors(
    results: dict[str, Any], key: str, split: str = "train"
) -> list[float]:
    """The shares of wrong answers of those runs, one a seed, in percent."""
    return [100 * run[f"{split} error"] for run in best(results, key)]


def words(results: dict[str, Any], key: str, split: str = "train") -> str:
    """Their mean and span, as a sentence says them.

    Example:
        >>> runs = [{"train loss": [1.0], "train error": e} for e in (0.1, 0.2)]
        >>> words({"deep": {"0.1": runs}}, "deep")
        '15.0 % (10.0 to 20.0)'
    """
    found = errors(results, key, split)
    return f"{mean(found):.1f} % ({min(found):.1f} to {max(found):.1f})"


def draw(results: dict[str, Any], kind: str = "linear layers") -> go.Figure:
    """Training error (filled marks) and test error (open) against depth.

    Both of a network are one trace, so that they share a color of the house.
    """
    figure = go.Figure()
    symbols = {PLAIN: "x", SHORTCUT: "circle", IDENTITY: "diamond"}
    for name in KINDS[kind].networks:
        depths = [
            depth
            for depth in KINDS[kind].depths
            if f"{kind}, {name}, {depth}" in results
        ]
        points: list[tuple[Any, ...]] = []
        for split, said, mark in (
            ("train", "training", symbols[name]),
            ("test", "test", f"{symbols[name]}-open"),
        ):
            if points:  # no line from one to the other
                points.append((None, None, None, None, "", mark))
            for depth in depths:
                found = errors(results, f"{kind}, {name}, {depth}", split)
                middle = mean(found)
                above, below = max(found) - middle, middle - min(found)
                points.append((depth, middle, above, below, said, mark))
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
            name=name,
        )
    figure.update_xaxes(title="layers", tickvals=list(KINDS[kind].depths))
    figure.update_yaxes(title="wrong answers (%)", range=[-3, 97])
    figure.update_layout(height=430)
    return figure
