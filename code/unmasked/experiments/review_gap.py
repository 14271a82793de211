"""Claim: in FSRS's model of memory, the later the exam, the later to review.

One card, learned once, reviewed once after a gap, asked in an exam after a
further delay. The review succeeds with probability R(gap, S) and then makes the
memory the more stable the nearer it was to being lost; if it fails, the memory
becomes no more stable. What counts is the chance to know it in the exam.

    R(t, S) = (1 + F · t / S)^−w₂₀,   F = 0.9^(−1 / w₂₀) − 1

Gaps below a day too take the model's formula for later days.
It computes what the model says. It measures nobody's memory.

Source: ts-fsrs 5.4.2, FSRS-6 and its default weights w,
https://github.com/open-spaced-repetition/ts-fsrs
Lesson: docs/start/how-this-course-works.md
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy import ndarray

DECAY = 0.1542
FACTOR = 0.9 ** (-1 / DECAY) - 1
STABILITY = 2.3065  # days, after a first answer that was good
DIFFICULTY = 6.4133 - np.exp(2 * 0.8334) + 1  # of the same card
SHORTEST = 0.001


@dataclass(frozen=True)
class ReviewGap:
    """Chance to know the card in the exam: a row for each delay."""

    delays: list[float]
    gaps: ndarray
    recall: ndarray

    @property
    def best(self) -> list[float]:
        """The gap that is best for each delay, in days."""
        return [float(gap) for gap in self.gaps[self.recall.argmax(axis=1)]]


def retrievability(days: ndarray, stability: ndarray | float) -> ndarray:
    """The chance to recall after some days.

    Example:
        >>> retrievability(np.array([0.0, 7.0]), stability=7.0).round(3)
        array([1. , 0.9])
    """
    return np.asarray((1 + FACTOR * days / stability) ** -DECAY)


def after_success(stability: float, recall: ndarray) -> ndarray:
    """The new stability, if the answer was right and neither hard nor easy."""
    growth = np.exp(1.8722) * (11 - DIFFICULTY) * stability**-0.1666
    return np.asarray(stability * (1 + growth * np.expm1(0.796 * (1 - recall))))


def after_failure(stability: float, recall: ndarray) -> ndarray:
    """The new stability after a wrong answer: never above the old one."""
    fresh = 1.4835 * DIFFICULTY**-0.0614 * ((stability + 1) ** 0.2629 - 1)
    fresh = fresh * np.exp(1.6483 * (1 - recall))
    return np.asarray(np.clip(fresh, SHORTEST, stability))


def measure(
    delays: Sequence[float] = (7, 35, 70, 350),
    *,
    stability: float = STABILITY,
    gaps: ndarray | None = None,
) -> ReviewGap:
    """The chance to know the card in the exam, for every gap and delay.

    Args:
        delays: days from the review to the exam.
        stability: of the memory after learning, in days.
        gaps: days from learning to the review.

    Example:
        >>> result = measure([7, 350])
        >>> result.best[0] < result.best[1]
        True
    """
    if gaps is None:
        gaps = np.geomspace(0.01, 365, 400)
    before = retrievability(gaps, stability)
    right, wrong = (
        after(stability, before) for after in (after_success, after_failure)
    )
    recall = [
        before * retrievability(np.asarray(delay), right)
        + (1 - before) * retrievability(np.asarray(delay), wrong)
        for delay in delays
    ]
    return ReviewGap(list(delays), gaps, np.array(recall))


def draw(result: ReviewGap) -> go.Figure:
    """Chance against gap, a line for each delay, its best gap marked."""
    figure = go.Figure()
    for delay, row in zip(result.delays, result.recall, strict=True):
        figure.add_scatter(
            x=result.gaps, y=row, mode="lines", name=f"exam {delay:g} days on"
        )
    figure.add_scatter(
        x=result.best,
        y=result.recall.max(axis=1),
        mode="markers",
        marker={"size": 11, "color": "#c2402b"},
        name="best gap",
    )
    ticks = [0.01, 0.1, 1, 10, 100]
    figure.update_xaxes(
        title="days between learning and review",
        type="log",
        tickvals=ticks,
        ticktext=[f"{tick:g}" for tick in ticks],
    )
    figure.update_yaxes(title="chance to know it in the exam", range=[0.37, 1])
    figure.update_layout(height=430)
    return figure
