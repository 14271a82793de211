"""A small network with its right answers, for the checks to compare with."""

import numpy as np
from numpy import ndarray

Weights = dict[str, ndarray]


def example() -> tuple[ndarray, ndarray, Weights]:
    """A batch of six inputs, their classes, and weights of all shapes."""
    rng = np.random.default_rng(0)
    weights = {
        "w1": rng.standard_normal((2, 5)),
        "b1": rng.standard_normal(5),
        "w2": rng.standard_normal((5, 3)),
        "b2": rng.standard_normal(3),
    }
    return rng.standard_normal((6, 2)), rng.integers(3, size=6), weights


def hidden(x: ndarray, w: Weights) -> ndarray:
    """What the hidden units pass on."""
    return np.maximum(x @ w["w1"] + w["b1"], 0)


def forward(x: ndarray, w: Weights) -> ndarray:
    """The scores of the network."""
    return hidden(x, w) @ w["w2"] + w["b2"]


def backward(x: ndarray, w: Weights, d_scores: ndarray) -> Weights:
    """The gradients of all weights."""
    bent = hidden(x, w)
    d_hidden = (d_scores @ w["w2"].T) * (bent > 0)
    return {
        "w1": x.T @ d_hidden,
        "b1": d_hidden.sum(axis=0),
        "w2": bent.T @ d_scores,
        "b2": d_scores.sum(axis=0),
    }
