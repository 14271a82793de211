"""Claim: at the paper's peak rate a Transformer does not start without warm-up.

Three schedules of one peak: up in a line and down with the root of the step,
as in the paper; the same without the way up; and the peak throughout. At the
peak that the paper's formula gives for this small model, and at a quarter of
it.

Source: Vaswani et al. 2017, §5.3, https://arxiv.org/abs/1706.03762
Lesson: docs/transformer/attention-is-all-you-need.md
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from statistics import mean
from typing import Any

import plotly.graph_objects as go

from unmasked.experiments._small_translator import (
    SIZES,
    learn,
    small_translator,
    validate,
)
from unmasked.training.schedules import noam

STEPS, WARMUP = 400, 100
PEAK = noam(WARMUP, d_model=SIZES.d_model, warmup_steps=WARMUP)
PEAKS = {"the paper's peak": PEAK, "a quarter of it": PEAK / 4}
SCHEDULES: dict[str, Callable[[int], float]] = {
    "warm-up, then decay": lambda step: min(
        step / WARMUP, (WARMUP / step) ** 0.5
    ),
    "decay only": lambda step: min(1.0, (WARMUP / step) ** 0.5),
    "constant": lambda step: 1.0,  # noqa: ARG005
}


def scaled(shape: Callable[[int], float], peak: float, step: int) -> float:
    """The rate of a step: the shape of a schedule, times its peak.

    Example:
        >>> scaled(SCHEDULES["decay only"], 0.01, 400)
        0.005
    """
    return peak * shape(step)


def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2),
    quick: bool = False,
    done: Collection[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Train with each schedule, peak and seed; keep the losses.

    Args:
        seeds: of the first weights, the order of the batches and dropout.
        quick: one seed and a few steps.
        done: what an earlier run has finished.
    """
    steps = 4 if quick else STEPS
    for size, peak in PEAKS.items():
        for name, shape in SCHEDULES.items():
            key = f"{name}, {size}"
            if key in done:
                continue
            runs: dict[str, list[Any]] = {"train loss": [], "valid loss": []}
            for seed in seeds[:1] if quick else seeds:
                both = small_translator(seed)
                losses = learn(
                    both,
                    seed=seed,
                    steps=steps,
                    schedule=partial(scaled, shape, peak),
                    label_smoothing=0.1,
                )
                every = max(1, steps // 16)
                curve = list(losses)
                runs["train loss"].append(
                    [
                        mean(curve[at : at + every])
                        for at in range(0, len(curve), every)
                    ]
                )
                runs["valid loss"].append(
                    validate(both, 8 if quick else None)["loss"]
                )
            yield key, runs


def draw(results: dict[str, Any], size: str = "the paper's peak") -> go.Figure:
    """Training loss of the three schedules at one of the peaks."""
    figure = go.Figure()
    symbols = dict(zip(SCHEDULES, ("circle", "square", "x"), strict=True))
    for name, symbol in symbols.items():
        curves = results[f"{name}, {size}"]["train loss"]
        points = list(zip(*curves, strict=False))
        means = [mean(point) for point in points]
        above = [max(p) - m for p, m in zip(points, means, strict=True)]
        below = [m - min(p) for p, m in zip(points, means, strict=True)]
        figure.add_scatter(
            x=[(i + 0.5) * STEPS / len(points) for i in range(len(points))],
            y=means,
            error_y={"type": "data", "array": above, "arrayminus": below},
            mode="lines+markers",
            marker={"symbol": symbol, "size": 8},
            name=name,
        )
    figure.update_xaxes(title="step")
    figure.update_yaxes(title="training loss (nats a token)", range=[3.7, 7.2])
    figure.update_layout(height=330)
    return figure
