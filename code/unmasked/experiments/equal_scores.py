"""Claim: all keys on a line at right angles to the query have one score.

A dot product measures how far a key lies along the query, times the query's
length; what lies across does not count. So a query cannot prefer one of two
keys that are level along it, however far apart they stand.

Lesson: docs/transformer/self-attention.md
"""

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy import ndarray

from unmasked.from_scratch.scaled_dot_product import softmax


@dataclass(frozen=True)
class Look:
    """One query in the plane, the keys that it meets, and their weights."""

    query: ndarray
    keys: ndarray
    weights: ndarray

    def level(self, score: float) -> tuple[ndarray, ndarray]:
        """A point where the score is this, and the way on which it stays."""
        length = np.linalg.norm(self.query)
        ahead = self.query / length
        return ahead * score / length, np.array([ahead[1], -ahead[0]])


def measure(query: ndarray, keys: ndarray) -> Look:
    """Let a query look at keys.

    Args:
        query: two entries, not both 0.
        keys: two entries each, one key a row.

    Raises:
        ValueError: if the query has no direction.

    Example:
        >>> look = measure(np.array([1.0, 1.0]), np.array([[2.0, 0], [1, 1]]))
        >>> look.weights
        array([0.5, 0.5])
    """
    if not query.any():
        raise ValueError("a query of zeros has no direction")
    return Look(query, keys, softmax(keys @ query / np.sqrt(2)))


def draw(
    look: Look, words: list[str], *, output: ndarray | None = None
) -> go.Figure:
    """Draw the query as an arrow, keys as points, and lines of equal score.

    Args:
        look: what was measured.
        words: what the keys belong to.
        output: where the average of the values lies, if it is to be shown.
    """
    figure = go.Figure()
    for score in (0, 1, 2):
        _add_level(figure, look, score)
    figure.add_scatter(
        x=look.keys[:, 0],
        y=look.keys[:, 1],
        mode="markers+text",
        text=[f"{w} {p:.2f}" for w, p in zip(words, look.weights, strict=True)],
        textposition=["top left", "bottom center", "top center"],
        marker={"size": 8 + 40 * look.weights, "opacity": 0.6},
        name="keys, sized by weight",
    )
    figure.add_scatter(
        x=[0, look.query[0]],
        y=[0, look.query[1]],
        mode="lines+markers",
        marker={"symbol": "arrow", "size": [0, 18], "angleref": "previous"},
        line={"width": 3},
        name=f"query of {words[-1]}",
    )
    if output is not None:
        figure.add_scatter(
            x=[output[0]],
            y=[output[1]],
            mode="markers+text",
            text=["output"],
            textposition="bottom center",
            marker={"symbol": "star", "size": 15},
            name="weighted average",
        )
    figure.update_xaxes(title="water", range=[-0.9, 3.1], zeroline=True)
    figure.update_yaxes(
        title="money", range=[-1.9, 1.95], scaleanchor="x", zeroline=True
    )
    figure.update_layout(height=440)
    return figure


def _add_level(figure: go.Figure, look: Look, score: float) -> None:
    """One dotted line of equal score, with its name at the right end."""
    foot, across = look.level(score)
    ends = np.array([foot - 3 * across, foot + 3 * across])
    figure.add_scatter(
        x=ends[:, 0],
        y=ends[:, 1],
        mode="lines",
        line={"dash": "dot", "color": "#888", "width": 1.5},
        name="equal score",
        showlegend=score == 0,
    )
    right = across if across[0] > 0 else -across
    ahead = look.query / np.linalg.norm(look.query)
    x, y = foot + 2.5 * right + 0.2 * ahead
    figure.add_annotation(x=x, y=y, text=f"score {score}", showarrow=False)
