"""Claim: very different attention weights can give the same output.

With more keys than a value has entries, the weights cannot be read off the
output: in the plane, every triangle of values around the output gives three
weights that explain it exactly.

Source: Brunner et al. 2020, "On Identifiability in Transformers",
https://arxiv.org/abs/1908.04211
Lesson: docs/transformer/self-attention.md
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import plotly.graph_objects as go
from numpy import ndarray

from unmasked.from_scratch.scaled_dot_product import softmax


@dataclass(frozen=True)
class TwoExplanations:
    """Two sets of weights over the same values, and what each gives."""

    values: ndarray
    computed: ndarray
    other: ndarray

    @property
    def outputs(self) -> tuple[ndarray, ndarray]:
        """The average of the values under each set of weights."""
        return self.computed @ self.values, self.other @ self.values

    @property
    def moved(self) -> float:
        """Share of the weight that sits on other tokens (total variation)."""
        return float(np.abs(self.computed - self.other).sum() / 2)


def measure(n_tokens: int = 8, *, seed: int = 0) -> TwoExplanations:
    """Find the weights farthest from the computed ones with the same output.

    Args:
        n_tokens: how many values there are, each with two entries.
        seed: of the values and of the scores.

    Raises:
        ValueError: if there are too few tokens for a second explanation.

    Example:
        >>> found = measure()
        >>> found.moved > 0.5
        True
        >>> np.allclose(*found.outputs)
        True
    """
    if n_tokens < 4:
        raise ValueError(f"{n_tokens=} must be at least 4, more than d + 1")
    rng = np.random.default_rng(seed)
    values = rng.standard_normal((n_tokens, 2))
    computed = softmax(2 * rng.standard_normal(n_tokens))
    # Weights that average to the output and sum to one: three equations.
    target = np.append(computed @ values, 1.0)
    found = TwoExplanations(values, computed, computed)
    for corners in map(list, combinations(range(n_tokens), 3)):
        system = np.vstack([values[corners].T, np.ones(3)])
        weights = np.zeros(n_tokens)
        weights[corners] = np.linalg.solve(system, target)
        candidate = TwoExplanations(values, computed, weights)
        if weights.min() >= 0 and candidate.moved > found.moved:
            found = candidate
    return found


def draw(found: TwoExplanations) -> go.Figure:
    """Put the two sets of weights side by side, token by token."""
    tokens = [str(i + 1) for i in range(len(found.computed))]
    figure = go.Figure()
    figure.add_bar(x=tokens, y=found.computed, name="computed by the head")
    figure.add_bar(x=tokens, y=found.other, name="same output, other weights")
    figure.update_xaxes(title="token", type="category")
    figure.update_yaxes(title="attention weight", rangemode="tozero")
    return figure
