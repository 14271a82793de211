"""Each check of the lab, tried with right, wrong and half-right answers."""

import numpy as np
import pytest
import torch

from unmasked.from_scratch.rotary import rotate
from unmasked.from_scratch.scaled_dot_product import softmax
from unmasked.from_scratch.sinusoidal import sinusoidal_positions
from unmasked.positions import distance_buckets
from unmasked.practice import positional_encoding_lab as lab
from unmasked.practice._answers import BLANK
from unmasked.practice.positional_encoding_lab._buckets import (
    DISTANCES,
    right_buckets,
)


@pytest.mark.parametrize("name", lab.__all__)
def test_a_blank_is_not_an_error(verdict, name):
    assert verdict(getattr(lab, name), lambda *arguments: ...) == BLANK


def test_a_blank_beside_numbers_is_still_a_blank(verdict):
    half = verdict(lab.check_buckets, lambda d: np.where(d < 8, d, ...))
    assert half == BLANK


def table(n, d):
    return sinusoidal_positions(np.arange(n), d_model=d)


def scores(q, k, start):
    places = start + np.arange(len(q))
    return rotate(q, places) @ rotate(k, places).T / np.sqrt(q.shape[1])


def sloped(s, slope, *, sign=-1, causal=True):
    n = len(s)
    away = np.abs(np.arange(n)[:, None] - np.arange(n))
    s = s + sign * slope * away
    return softmax(np.where(np.tri(n) == 0, -np.inf, s) if causal else s)


def halves(weight, n_heads):
    cut = weight.reshape(n_heads, -1, weight.shape[1])
    both = np.concatenate([cut[:, 0::2], cut[:, 1::2]], axis=1)
    return both.reshape(weight.shape)


def spoilt(x, positions):
    """The new b is made from the new a."""
    angles = positions[:, None] * 10_000.0 ** -(np.arange(0, 6, 2) / 6)
    y = x.copy()
    y[:, 0::2] = y[:, 0::2] * np.cos(angles) - y[:, 1::2] * np.sin(angles)
    y[:, 1::2] = y[:, 0::2] * np.sin(angles) + y[:, 1::2] * np.cos(angles)
    return y


def half_split(x, positions):
    order = np.r_[0:6:2, 1:6:2]
    return rotate(x[:, np.argsort(order)], positions)[:, order]


CASES = [
    ("sinusoids", table, "Right"),
    (
        "sinusoids",
        lambda n, d: np.hstack([table(n, d)[:, 0::2], table(n, d)[:, 1::2]]),
        "all sines stand before",
    ),
    (
        "sinusoids",
        lambda n, d: table(n, d).reshape(n, -1, 2)[..., ::-1].reshape(n, d),
        "the sine comes first",
    ),
    ("sinusoids", lambda n, d: np.zeros((d, n)), "the shape should be (5, 6)"),
    ("sinusoids", lambda n, d: np.zeros((n, d)), "begin with [0.841 0.540]"),
    ("rotate", rotate, "Right"),
    ("rotate", half_split, "half-split layout"),
    ("rotate", lambda x, p: rotate(x, -p), "turns backward"),
    ("rotate", spoilt, "lengths have changed"),
    ("rotate", lambda x, p: x, "nothing has turned"),
    ("rotate", lambda x, p: rotate(x, 2 * p), "token 1 begins"),
    ("scores", scores, "Right"),
    ("scores", lambda q, k, s: q @ k.T / 2, "without any positions"),
    ("scores", lambda q, k, s: 2 * scores(q, k, s), "divide by √d"),
    (
        "scores",
        lambda q, k, s: rotate(q, s + np.arange(5)) @ k.T / 2,
        "only the queries",
    ),
    (
        "scores",
        lambda q, k, s: (
            rotate(q, s + np.arange(5)) @ rotate(k, np.arange(5)).T / 2
        ),
        "700 places further",
    ),
    ("buckets", right_buckets, "Right"),
    ("buckets", lambda d: np.minimum(d, 15), "distance 9 belongs to bucket 8"),
    (
        "buckets",
        lambda d: np.where(d < 8, d, 8 + (np.log(d / 8) / np.log(4) * 8)),
        "cap it",
    ),
    ("buckets", lambda d: np.minimum(d, 15) // 2, "below 8 have a bucket"),
    ("alibi", sloped, "Right"),
    ("alibi", lambda s, m: sloped(s, m, sign=1), "prefers what is far"),
    ("alibi", lambda s, m: sloped(s, 0.0), "the bias is missing"),
    ("alibi", lambda s, m: sloped(s, 1.0), "the slope is missing"),
    ("alibi", lambda s, m: sloped(s, m, causal=False), "come after it"),
    ("alibi", lambda s, m: np.tri(5), "do not sum to 1"),
    ("convert", halves, "Right"),
    ("convert", lambda w, h: halves(w, 1), "different heads are mixed"),
    ("convert", lambda w, h: w, "nothing has moved"),
    ("convert", lambda w, h: w[::-1], "row 1 should be row 2"),
]


@pytest.mark.parametrize(("name", "function", "says"), CASES)
def test_checks(verdict, name, function, says):
    with np.errstate(all="ignore"):
        assert says in verdict(getattr(lab, f"check_{name}"), function)


def test_the_buckets_are_those_of_the_package():
    ours = distance_buckets(
        -torch.from_numpy(DISTANCES), n_buckets=16, max_distance=32, causal=True
    )
    assert ours.tolist() == right_buckets(DISTANCES).tolist()
