"""Each check of the lab, tried with right, wrong and half-right answers."""

import numpy as np
import pytest

from unmasked.from_scratch.activations import silu
from unmasked.practice import feed_forward_lab as lab
from unmasked.practice._answers import BLANK


@pytest.mark.parametrize("name", ["check_find", "check_slope"])
def test_a_blank_is_not_an_error(verdict, name):
    assert verdict(getattr(lab, name), lambda *arguments: ...) == BLANK


def middle(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (middle, "Right"),
        (lambda f, x: (f(x + 1e-3) - f(x)) / 1e-3, "leans to that side"),
        (lambda f, x: 2 * middle(f, x), "twice too large"),
        (lambda f, x: middle(silu, x), "the function that is handed in"),
        (lambda f, x: f(x), "off by"),
        (lambda f, x: x[:3], "a slope for each number"),
    ],
)
def test_slope(verdict, function, says):
    assert says in verdict(lab.check_slope, function)


def backward(grad, x, up, down, *, bent=True, gated=True, turned=False):
    hidden = x @ up
    held = np.maximum(hidden, 0) if bent else hidden
    d_hidden = grad @ down.T * ((hidden > 0) if gated else 1)
    d_x = d_hidden @ up.T
    return (2 * d_x if turned else d_x), x.T @ d_hidden, held.T @ grad


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (backward, "Right"),
        (lambda *a: backward(*a, bent=False), "the *bent* numbers"),
        (lambda *a: backward(*a, gated=False), "passes silent units"),
        (lambda *a: backward(*a, turned=True), "the gradient of x"),
        (lambda g, x, u, d: (x, u, backward(g, x, u, d)[2]), "of up is xᵀ"),
        (lambda g, x, u, d: (x, u, d), "gradient of down is wrong"),
        (lambda g, x, u, d: (x, u.T, d), "(3, 8), not (8, 3)"),
        (lambda g, x, u, d: x, "return three arrays"),
        (lambda g, x, u, d: (..., ..., ...), BLANK),
        (lambda g, x, u, d: g @ d, "stops with ValueError"),
    ],
)
def test_backward(verdict, function, says):
    assert says in verdict(lab.check_backward, function)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda k, v, t: np.argsort(-k * (t @ v)), "Right"),
        (lambda k, v, t: np.argsort(k * (t @ v)), "in rising order"),
        (lambda k, v, t: np.argsort(-(t @ v)), "a silent unit"),
        (lambda k, v, t: np.argsort(-k), "answer loudly"),
        (lambda k, v, t: np.arange(9), "sort the units by"),
        (lambda k, v, t: np.arange(3), "all units in order"),
    ],
)
def test_find(verdict, function, says):
    assert says in verdict(lab.check_find, function)
