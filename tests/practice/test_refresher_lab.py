"""Each check of the lab, tried with right, wrong and half-right answers."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from unmasked.from_scratch.cross_entropy import (
    cross_entropy,
    cross_entropy_backward,
)
from unmasked.from_scratch.spiral import spiral
from unmasked.practice import refresher_lab as lab
from unmasked.practice._answers import BLANK
from unmasked.practice.refresher_lab import _network


@pytest.mark.parametrize("name", lab.__all__)
def test_a_blank_is_not_an_error(verdict, name):
    assert verdict(getattr(lab, name), lambda *arguments: ...) == BLANK


def test_the_right_answers_are_autograds():
    x, target, w = _network.example()
    tensors = {k: torch.tensor(v, requires_grad=True) for k, v in w.items()}
    hidden = (torch.tensor(x) @ tensors["w1"] + tensors["b1"]).relu()
    scores = hidden @ tensors["w2"] + tensors["b2"]
    F.cross_entropy(scores, torch.tensor(target)).backward()
    np.testing.assert_allclose(_network.forward(x, w), scores.detach())
    d_scores = cross_entropy_backward(_network.forward(x, w), target)
    for name, found in _network.backward(x, w, d_scores).items():
        np.testing.assert_allclose(found, tensors[name].grad, atol=1e-12)


def relu(x):
    return np.maximum(x, 0)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (_network.forward, "Right"),
        (
            lambda x, w: relu(x @ w["w1"]) @ w["w2"] + w["b2"],
            "everything but b1",
        ),
        (lambda x, w: relu(x @ w["w1"] + w["b1"]) @ w["w2"], "but b2"),
        (
            lambda x, w: (x @ w["w1"] + w["b1"]) @ w["w2"] + w["b2"],
            "but the ReLU",
        ),
        (lambda x, w: x @ w["w1"] @ w["w2"] + w["b2"], "are one matrix"),
        (lambda x, w: relu(_network.forward(x, w)), "no ReLU after the last"),
        (lambda x, w: x @ w["w1"], "not (6, 5)"),
        (lambda x, w: 2 * _network.forward(x, w), "the numbers are not"),
    ],
)
def test_forward(verdict, function, says):
    assert says in verdict(lab.check_forward, function)


def unpaired(z, target):
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.log(p[:, target]).mean()


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (cross_entropy, "Right"),
        (lambda z, t: len(z) * cross_entropy(z, t), "the sum over the batch"),
        (lambda z, t: -cross_entropy(z, t), "the sign"),
        (unpaired, "takes every row for every target"),
        (
            lambda z, t: float(
                np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), t])
            ),
            "near 1000",
        ),
        (lambda z, t: z.sum(axis=1), "one number, not (4,)"),
        (lambda z, t: 1.0, "and is 1.0000"),
    ],
)
def test_loss(verdict, function, says):
    assert says in verdict(lab.check_loss, function)


def everywhere(z, target):
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    p[:, target] -= 1
    return p / len(z)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (cross_entropy_backward, "Right"),
        (
            lambda z, t: (
                np.exp(z) / np.exp(z).sum(axis=1, keepdims=True) / len(z)
            ),
            "subtract 1 at each target",
        ),
        (lambda z, t: len(z) * cross_entropy_backward(z, t), "counts 1/n"),
        (lambda z, t: -cross_entropy_backward(z, t), "the other way round"),
        (everywhere, "hits every row"),
        (lambda z, t: z[0], "not (3,)"),
        (lambda z, t: z, "the numbers are not"),
    ],
)
def test_loss_gradient(verdict, function, says):
    assert says in verdict(lab.check_loss_gradient, function)


def with_part(name, part):
    def backward(x, w, d_scores):
        return {
            **_network.backward(x, w, d_scores),
            name: part(x, w, d_scores),
        }

    return backward


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (_network.backward, "Right"),
        (lambda x, w, d: {"w1": 0}, "a gradient for each of b1, b2, w1, w2"),
        (
            with_part("w1", lambda x, w, d: x.T @ (d @ w["w2"].T)),
            "w1. The ReLU is missing",
        ),
        (
            with_part("b1", lambda x, w, d: (d @ w["w2"].T).sum(axis=0)),
            "b1. The ReLU is missing",
        ),
        (
            with_part("w2", lambda x, w, d: (x @ w["w1"] + w["b1"]).T @ d),
            "what came out of the ReLU",
        ),
        (
            with_part(
                "w2", lambda x, w, d: _network.backward(x, w, d)["w2"] / 6
            ),
            "Sum over the batch",
        ),
        (with_part("b2", lambda x, w, d: d), "of b2 is (6, 3)"),
        (with_part("b2", lambda x, w, d: d[0]), "add up over rows"),
        (lambda x, w, d: d @ w["w1"], "stops with ValueError"),
    ],
)
def test_backward(verdict, function, says):
    assert says in verdict(lab.check_backward, function)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda w, g, r: {k: w[k] - r * g[k] for k in w}, "Right"),
        (lambda w, g, r: {k: w[k] + r * g[k] for k in w}, "that climbs"),
        (lambda w, g, r: {k: w[k] - g[k] for k in w}, "rate is missing"),
        (lambda w, g, r: {k: -r * g[k] for k in w}, "Subtract them from"),
        (lambda w, g, r: w, "should become [0, 4]"),
        (lambda w, g, r: 3, "the same names"),
    ],
)
def test_step(verdict, function, says):
    assert says in verdict(lab.check_step, function)


def nearest(points):
    """The arm of the nearest of many points: right nearly always."""
    known, arm = spiral(600, seed=7)
    apart = np.linalg.norm(points[:, None] - known[None], axis=-1)
    return arm[apart.argmin(axis=1)]


@pytest.mark.parametrize(
    ("predict", "says"),
    [
        (nearest, "Right"),
        (lambda x: np.zeros(len(x), dtype=int), "as by guessing"),
        (lambda x: (nearest(x) + (np.arange(len(x)) % 3 == 0)) % 3, "67 of"),
        (lambda x: np.zeros((len(x), 3)), "these are scores"),
        (lambda x: 0, "not ()"),
    ],
)
def test_training(verdict, predict, says):
    assert says in verdict(lab.check_training, predict)
