"""Each exercise, tried with right, wrong and half-right answers."""

import numpy as np
import pytest

from unmasked.practice import refresher as practice
from unmasked.practice._answers import BLANK

GRADIENT = (
    [0.5, -0.5],
    [[1.5, -1.5], [0.5, -0.5], [0, 0]],
    [[0.5, -1.5, 0], [1, -3, 0]],
)
BLANKS = {
    "check_cross_entropy": (lambda scores, target: ...,),
    "check_errors": (lambda predicted, true: ...,),
    "check_hand_gradient": ([..., 0], *GRADIENT[1:]),
    "check_layer_backward": (lambda d_y, x, w: (..., ...),),
    "check_rate": (...,),
    "check_shapes": ([(4, 2), ..., (2,), None, (7, 4, 2)],),
    "check_slope": (lambda loss, w: ...,),
}


@pytest.mark.parametrize("name", practice.__all__)
def test_a_blank_is_not_an_error(verdict, name):
    assert verdict(getattr(practice, name), *BLANKS[name]) == BLANK


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda p, t: p - t[:, 0], "Right"),
        (lambda p, t: p - t.reshape(-1), "Right"),
        (lambda p, t: p - t, "gave shape (5, 5)"),
        (lambda p, t: p[:, None] - t, "stand in a column"),
        (lambda p, t: t[:, 0] - p, "target less prediction"),
        (lambda p, t: (p - t[:, 0]) ** 2, "the numbers are not"),
        (lambda p, t: (p - t).mean(), "the shape is ()"),
    ],
)
def test_errors(verdict, function, says):
    assert says in verdict(practice.check_errors, function)


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ([(4, 2), (2, 2), (2,), None, (7, 4, 2)], "Right"),
        ([[4, 2], (2, 2), 2, None, (7, 4, 2)], "Right"),
        ([(4, 3), (2, 2), (2,), None, (7, 4, 2)], "x @ w is not (4, 3)"),
        ([(4, 2), (3, 3), (2,), None, (7, 4, 2)], "w.T @ w is not (3, 3)"),
        ([(4, 2), (2, 2), (1, 2), None, (7, 4, 2)], "x[0] has one axis"),
        ([(4, 2), (2, 2), (2,), (3, 3), (7, 4, 2)], "w @ x is not (3, 3)"),
        ([(4, 2), (2, 2), (2,), None, None], "batch @ w is not an error"),
        ([(4, 2), (2, 2)], "2 answers for 5"),
        ([(4, 2), "2x2", (2,), None, (7, 4, 2)], "'2x2' is no shape"),
    ],
)
def test_shapes(verdict, answers, says):
    assert says in verdict(practice.check_shapes, answers)


def stable(scores, target):
    scores = scores - scores.max()
    return np.log(np.exp(scores).sum()) - scores[target]


def probabilities(scores):
    return np.exp(scores) / np.exp(scores).sum()


def shifted(scores, target):
    powers = np.exp(scores - scores.max())
    return -np.log(powers[target] / powers.sum())


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (stable, "Right"),
        (lambda z, t: -np.log(probabilities(z)[t]), "Add 1000"),
        (shifted, "2,000 below the best"),
        (lambda z, t: -np.log(z[t]), "logarithm of a score"),
        (lambda z, t: -stable(z, t), "the sign"),
        (lambda z, t: stable(z, t) / np.log(2), "in bits"),
        (lambda z, t: 1 - probabilities(z)[t], "1 − p is not the loss"),
        (lambda z, t: -np.log(probabilities(z)).sum(), "only the right class"),
        (lambda z, t: -np.log(probabilities(z)), "a loss is one number"),
        (lambda z, t: 3.0, "it is not 3.000"),
    ],
)
def test_cross_entropy(verdict, function, says):
    assert says in verdict(practice.check_cross_entropy, function)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda f, w: (f(w + 1e-5) - f(w - 1e-5)) / 2e-5, "Right"),
        (lambda f, w: (f(w + 1e-5) - f(w - 1e-5)) / 1e-5, "twice the slope"),
        (lambda f, w: (f(w + 1e-4) - f(w)) / 1e-4, "nudge to both sides"),
        (lambda f, w: (f(w - 1e-5) - f(w + 1e-5)) / 2e-5, "the sign"),
        (lambda f, w: f(w + 1e-5) - f(w - 1e-5), "Divide by 2ε"),
        (lambda f, w: f(w), "the slope of w² is 6, not 9"),
    ],
)
def test_slope(verdict, function, says):
    assert says in verdict(practice.check_slope, function)


UNCUT = [[0.5, -1.5, 1.5], [1, -3, 3]]


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (GRADIENT, "Right"),
        (([-0.5, 0.5], *GRADIENT[1:]), "d_scores"),
        ((GRADIENT[0], [[1, -1], [1, -1], [0, 0]], GRADIENT[2]), "d_w2"),
        ((*GRADIENT[:2], UNCUT), "cut off by the ReLU"),
        ((*GRADIENT[:2], [[1, 1, 0], [1, 1, 0]]), "carry the blame back"),
        ((*GRADIENT[:2], [1, 2, 3]), "has shape (3,)"),
    ],
)
def test_hand_gradient(verdict, answers, says):
    assert says in verdict(practice.check_hand_gradient, *answers)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda g, x, w: (g @ w.T, x.T @ g), "Right"),
        (lambda g, x, w: (g @ w, x.T @ g), "stops with ValueError"),
        (lambda g, x, w: (x.T @ g, g @ w.T), "the two are swapped"),
        (lambda g, x, w: (g @ w.T, g.T @ x), "that of w is (2, 3)"),
        (lambda g, x, w: (g @ w.T, x.T @ g / 5), "a sum over the batch"),
        (lambda g, x, w: g @ w.T, "return two gradients"),
        (lambda g, x, w: (2 * g @ w.T, x.T @ g), "∂L/∂x"),
        (lambda g, x, w: (g @ w.T, 2 * x.T @ g), "∂L/∂w"),
    ],
)
def test_layer_backward(verdict, function, says):
    assert says in verdict(practice.check_layer_backward, function)


@pytest.mark.parametrize(
    ("rate", "says"),
    [
        (1 / 8, "Right"),
        (1 / 4, "then on 3 again"),
        (1, "farther out than before"),
        (0.2, "past the lowest place"),
        (0.1, "short of the lowest place"),
        (-0.1, "uphill"),
    ],
)
def test_rate(verdict, rate, says):
    assert says in verdict(practice.check_rate, rate)
