"""Claim: RoPE's scores depend on the offset alone, and do not simply fall.

For a query and a key that are equal before they are turned, each pair of
features adds the cosine of its own angle. The base sets how slow the slowest
pair is, the width how many pairs there are.

Source: Su et al. 2021, "RoFormer", §3.4.3, which bounds the sum from above,
https://arxiv.org/abs/2104.09864
Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

BASES = (100.0, 10_000.0, 500_000.0)
WIDTHS = (8, 32, 128)
# How far down the list of pairs: 2i/d in the exponent, whatever d is.
PLACES = (0.0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875)


@dataclass(frozen=True)
class Curves:
    """For each base: the score for each width, and single pairs."""

    offsets: np.ndarray
    scores: dict[float, dict[int, np.ndarray]]
    pairs: dict[float, dict[float, np.ndarray]]


def measure(
    *,
    bases: Sequence[float] = BASES,
    widths: Sequence[int] = WIDTHS,
    farthest: int = 128,
) -> Curves:
    """The scores against the offset, as a share of the score at offset 0.

    Example:
        >>> curves = measure()
        >>> float(curves.scores[10_000.0][128][0])
        1.0
    """
    offsets = np.arange(farthest + 1)
    scores: dict[float, dict[int, np.ndarray]] = {}
    pairs: dict[float, dict[float, np.ndarray]] = {}
    for base in bases:
        scores[base] = {}
        for d in widths:
            theta = base ** -(np.arange(0, d, 2) / d)
            scores[base][d] = np.cos(offsets[:, None] * theta).mean(axis=1)
        pairs[base] = {p: np.cos(offsets * base**-p) for p in PLACES}
    return Curves(offsets, scores, pairs)


def draw(
    curves: Curves, *, base: float = 10_000.0, width: int = 32
) -> go.Figure:
    """The score and one pair, with controls for base, width and pair.

    The base decides which curves are there, width and pair which of them can
    be seen, so that each control works whatever the others say.
    """
    figure = go.Figure()
    shown: list[tuple[float, str, float]] = []
    for b in curves.scores:
        for kind, group in (("pair", curves.pairs), ("score", curves.scores)):
            for choice, y in group[b].items():
                first = choice == (width if kind == "score" else PLACES[2])
                figure.add_scatter(
                    x=curves.offsets.tolist(),
                    y=y.round(3).tolist(),
                    mode="lines",
                    visible=b == base,
                    opacity=float(first),
                    line={"color": "#c2402b", "width": 2.5}
                    if kind == "score"
                    else {"color": "#6b7a85", "width": 1, "dash": "dot"},
                    hoverinfo="skip",
                    showlegend=False,
                )
                shown.append((b, kind, choice))
    figure.update_layout(
        height=380,
        updatemenus=[
            {
                "name": "base",
                "active": list(curves.scores).index(base),
                "buttons": [
                    {
                        "label": f"{b:,.0f}",
                        "method": "restyle",
                        "args": [{"visible": [s[0] == b for s in shown]}],
                    }
                    for b in curves.scores
                ],
            }
        ],
        sliders=[
            _slider("width d", "score", curves.scores[base], width, shown),
            _slider("pair 2i/d", "pair", curves.pairs[base], PLACES[2], shown),
        ],
    )
    figure.update_xaxes(title="offset, tokens between query and key")
    figure.update_yaxes(title="share of the score at offset 0")
    return figure


def _slider(
    name: str,
    kind: str,
    choices: dict[int, np.ndarray] | dict[float, np.ndarray],
    active: float,
    shown: Sequence[tuple[float, str, float]],
) -> dict[str, object]:
    """Let one curve of a kind be seen, for every base."""
    own = [i for i, (_, k, _) in enumerate(shown) if k == kind]
    steps = [
        {
            "label": f"{choice:g}",
            "method": "restyle",
            "args": [
                {"opacity": [float(shown[i][2] == choice) for i in own]},
                own,
            ],
        }
        for choice in choices
    ]
    return {
        "name": name,
        "active": list(choices).index(active),
        "steps": steps,
        "currentvalue": {"prefix": f"{name} = "},
        "pad": {"t": 60 if kind == "score" else 150},
    }
