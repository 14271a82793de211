"""Each check of the lab, tried with right, wrong and half-right answers."""

import numpy as np
import pytest
import torch

from unmasked.practice import normalization_and_residuals_lab as lab
from unmasked.practice._answers import BLANK


def blank(*arguments):
    return ...


@pytest.mark.parametrize("name", lab.__all__)
def test_a_blank_is_not_an_error(verdict, name):
    answers = (blank, blank) if name == "check_wirings" else (blank,)
    assert verdict(getattr(lab, name), *answers) == BLANK


def rms(x, weight, eps, *, axis=-1, outside=0.0):
    square = (x**2).mean(axis=axis, keepdims=True)
    return x / (np.sqrt(square + eps) + outside) * weight


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (rms, "Right"),
        (lambda x, w, e: x * w, "nothing is divided"),
        (lambda x, w, e: rms(x, 1, e), "the gain is missing"),
        (lambda x, w, e: rms(x, w, 0, outside=e), "outside the root"),
        (lambda x, w, e: rms(x, w, e, axis=None), "one size for all"),
        (
            lambda x, w, e: x / np.sqrt((x**2).sum(-1, keepdims=True) + e) * w,
            "not averaged",
        ),
        (
            lambda x, w, e: (
                (x - x.mean(-1, keepdims=True))
                / np.sqrt(x.var(-1, keepdims=True) + e)
                * w
            ),
            "That is LayerNorm",
        ),
        (
            lambda x, w, e: x / ((x**2).mean(-1, keepdims=True) + e) * w,
            "the root is missing",
        ),
        (lambda x, w, e: x[0], "(4,) came out"),
        (lambda x, w, e: x, "not the numbers"),
    ],
)
def test_rms_norm(verdict, function, says):
    assert says in verdict(lab.check_rms_norm, function)


def autograd(grad, x, weight, eps):
    leaf = torch.from_numpy(x).requires_grad_()
    out = torch.nn.functional.layer_norm(
        leaf, (x.shape[-1],), torch.from_numpy(weight), eps=eps
    )
    out.backward(torch.from_numpy(grad))
    return leaf.grad.numpy()


def pieces(grad, x, weight, eps):
    s = np.sqrt(x.var(-1, keepdims=True) + eps)
    n = (x - x.mean(-1, keepdims=True)) / s
    g = grad * weight
    return g, g.mean(-1, keepdims=True), n * (g * n).mean(-1, keepdims=True), s


@pytest.mark.parametrize(
    ("combine", "says"),
    [
        (lambda g, one, along, s: (g - one - along) / s, "Right"),
        (lambda g, one, along, s: g - one - along, "nothing is divided"),
        (lambda g, one, along, s: g, "only the gain"),
        (lambda g, one, along, s: g / s, "two projections are missing"),
        (lambda g, one, along, s: (g - one) / s, "the part along n"),
        (lambda g, one, along, s: (g - along) / s, "the part along 1"),
        (lambda g, one, along, s: (g + one + along) / s, "are added"),
        (lambda g, one, along, s: 3 * g, "these are not"),
        (lambda g, one, along, s: s, "its gradient is (5, 1)"),
    ],
)
def test_layer_norm_backward(verdict, combine, says):
    def function(*arguments):
        return combine(*pieces(*arguments))

    assert says in verdict(lab.check_layer_norm_backward, function)


def test_the_right_gradient_is_autograd_s(verdict):
    assert "Right" in verdict(lab.check_layer_norm_backward, autograd)
    assert "gain is missing" in verdict(
        lab.check_layer_norm_backward,
        lambda g, x, w, e: autograd(g, x, np.ones(4), e),
    )


def batch(x, mean, var, training):
    if training:
        mean, var = x.mean(axis=(0, 1)), x.var(axis=(0, 1))
    return (x - mean) / np.sqrt(var)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (batch, "Right"),
        (lambda x, m, v, t: x, "nothing is normalized"),
        (lambda x, m, v, t: batch(x, m, v, False), "the batch's own"),
        (lambda x, m, v, t: batch(x, m, v, True), "must not matter"),
        (lambda x, m, v, t: (x - x.mean(0)) / x.std(0), "the batch alone"),
        (
            lambda x, m, v, t: (
                (x - x.mean(-1, keepdims=True)) / x.std(-1, keepdims=True)
            ),
            "axis=-1 is LayerNorm",
        ),
        (
            lambda x, m, v, t: batch(x, m, v, t) if t else (x - m) / v,
            "Take its root",
        ),
        (lambda x, m, v, t: batch(x, m, v, t) if t else x, "of the averages"),
        (lambda x, m, v, t: x + 1, "not (x − μ)/σ"),
        (lambda x, m, v, t: m, "(4,) came out"),
    ],
)
def test_batch_norm(verdict, function, says):
    assert says in verdict(lab.check_batch_norm, function)


def pre(x, layer, norm):
    return x + layer(norm(x))


def post(x, layer, norm):
    return norm(x + layer(x))


@pytest.mark.parametrize(
    ("one", "two", "says"),
    [
        (pre, post, "Right"),
        (post, pre, "what you call pre-norm is post-norm"),
        (lambda x, f, n: x + n(f(x)), post, "pre-norm is output norm"),
        (lambda x, f, n: n(x) + f(n(x)), post, "the *normalized* input"),
        (pre, lambda x, f, n: n(f(x)), "post-norm: the input is not added"),
        (pre, lambda x, f, n: x + f(x), "there is no norm in it"),
        (pre, lambda x, f, n: x, "post-norm: these are not"),
    ],
)
def test_wirings(verdict, one, two, says):
    assert says in verdict(lab.check_wirings, one, two)
