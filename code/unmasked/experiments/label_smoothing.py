"""Claim: label smoothing costs likelihood; in small models it buys nothing.

The paper says of translation that it "hurts perplexity" and "improves accuracy
and BLEU score". Here small models learn with and without it, and are measured
on pairs that they did not learn from: the first half shows, the second not.

Source: Vaswani et al. 2017, §5.4, https://arxiv.org/abs/1706.03762
Lesson: docs/transformer/attention-is-all-you-need.md
"""

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from unmasked.experiments._small_translator import (
    learn,
    small_translator,
    validate,
)
from unmasked.experiments.warmup import PEAK, SCHEDULES, scaled

STEPS = 800
SMOOTHINGS = (0.0, 0.1)
MEASURES = {
    "loss": "loss (nats a token)",
    "accuracy": "accuracy",
    "confidence": "confidence",
}


def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2),
    quick: bool = False,
    done: Collection[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Train with and without smoothing, from the same weights and batches.

    Args:
        seeds: of the first weights, the order of the batches and dropout.
        quick: one seed and a few steps.
        done: what an earlier run has finished.
    """
    for seed in seeds[:1] if quick else seeds:
        for smoothing in SMOOTHINGS:
            key = f"smoothing {smoothing}, seed {seed}"
            if key in done:
                continue
            both = small_translator(seed)
            shape = SCHEDULES["warm-up, then decay"]
            losses = learn(
                both,
                seed=seed,
                steps=4 if quick else STEPS,
                schedule=partial(scaled, shape, PEAK / 4),
                label_smoothing=smoothing,
            )
            last = list(losses)[-1]
            yield (
                key,
                {
                    "smoothing": smoothing,
                    "seed": seed,
                    "train loss": last,
                    **validate(both, 8 if quick else None),
                },
            )


def differences(results: dict[str, Any], name: str) -> list[float]:
    """For each seed, what smoothing changed: with it less without it.

    Example:
        >>> without = {"seed": 0, "smoothing": 0.0, "accuracy": 0.5}
        >>> smoothed = {"seed": 0, "smoothing": 0.1, "accuracy": 0.75}
        >>> differences({"a": without, "b": smoothed}, "accuracy")
        [0.25]
    """
    runs = list(results.values())
    seeds = dict.fromkeys(run["seed"] for run in runs)
    found = {(run["seed"], run["smoothing"]): run[name] for run in runs}
    without, smoothed = SMOOTHINGS
    return [found[seed, smoothed] - found[seed, without] for seed in seeds]


def draw(results: dict[str, Any]) -> go.Figure:
    """Loss, accuracy and confidence: thin lines are seeds, thick their mean."""
    figure = make_subplots(
        rows=len(MEASURES), cols=1, shared_xaxes=True, vertical_spacing=0.07
    )
    runs = list(results.values())
    # A color that is left to the template would change from panel to panel.
    thin = {"line": {"width": 1, "color": "#888"}, "marker": {"size": 4}}
    thick = {"line": {"width": 3, "color": "#2a9aa6"}, "marker": {"size": 8}}
    for row, (name, label) in enumerate(MEASURES.items(), start=1):
        values = [
            [run[name] for run in runs if run["smoothing"] == smoothing]
            for smoothing in SMOOTHINGS
        ]
        seeds = zip(*values, strict=True)
        means = [sum(each) / len(each) for each in values]
        for y, look in [*((seed, thin) for seed in seeds), (means, thick)]:
            figure.add_scatter(
                x=[f"ε = {smoothing:g}" for smoothing in SMOOTHINGS],
                y=y,
                mode="lines+markers",
                name="one seed" if look is thin else "mean",
                showlegend=False,
                row=row,
                col=1,
                **look,
            )
        figure.update_yaxes(title=label, row=row, col=1)
    figure.update_xaxes(type="category")
    figure.update_layout(height=520)
    return figure
