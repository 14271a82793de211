"""Each exercise, tried with right, wrong and half-right answers."""

import subprocess
import sys

import numpy as np
import pytest

from unmasked.from_scratch.additive import additive
from unmasked.from_scratch.scaled_dot_product import softmax
from unmasked.practice import recurrent_networks as practice
from unmasked.practice._answers import BLANK

BLANKS = {
    "check_rnn_step": (lambda x, h, w, u, b: ...,),
    "check_chain": ([..., ..., ...],),
    "check_radius": (...,),
    "check_clip": (lambda g, longest: ...,),
    "check_forget_bias": (0.9, ...),
    "check_additive": (lambda s, h, w, u, v: ...,),
    "check_guess": (1 / 8, ...),
    "check_operations": (..., ...),
}


@pytest.mark.parametrize("name", practice.__all__)
def test_a_blank_is_not_an_error(verdict, name):
    assert verdict(getattr(practice, name), *BLANKS[name]) == BLANK


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (lambda x, h, w, u, b: np.tanh(w @ x + u @ h + b), "Right"),
        (lambda x, h, w, u, b: w @ x + u @ h + b, "the sum before the tanh"),
        (lambda x, h, w, u, b: np.tanh(w @ x + b), "the old state is missing"),
        (lambda x, h, w, u, b: np.tanh(w @ x + u @ h), "the bias is missing"),
        (lambda x, h, w, u, b: np.tanh(w @ x + h + b), "its matrix too"),
        (lambda x, h, w, u, b: np.tanh(w @ x + h @ u + b), "turned around"),
        (
            lambda x, h, w, u, b: np.tanh(w @ x) + np.tanh(u @ h) + b,
            "add first, then bend",
        ),
        (lambda x, h, w, u, b: np.tanh(x @ w + h @ u + b), "are columns"),
        (lambda x, h, w, u, b: 1 / 0, "it stops with ZeroDivisionError"),
        (lambda x, h, w, u, b: u, "has shape (4, 4)"),
        (lambda x, h, w, u, b: h, "the numbers are not tanh"),
    ],
)
def test_rnn_step(verdict, step, says):
    assert says in verdict(practice.check_rnn_step, step)


@pytest.mark.parametrize(
    ("gradients", "says"),
    [
        ([0.64 * 4 * 0.36 * 0.64, 0.64 * 2 * 0.36, 0.64], "Right"),
        ([0.59, 0.46, 0.64], "Right"),
        ([0.64 * 0.36 * 0.64, 0.64 * 0.36, 0.64], "multiplies by u = 2"),
        ([0.4 * 4 * 0.2 * 0.4, 0.4 * 2 * 0.2, 0.4], "you used 1 − h"),
        ([0.64, 0.4608, 0.5898], "the first input is the farthest"),
        ([1.28, 0.72, 1.28], "Multiply them along the way back"),
        ([1.18, 0.92, 1.28], "not u: its slope is"),
        ([0.1, 0.1, 0.1], "it comes last"),
        ([0.1, 0.1, 0.64], "for x₂ multiply"),
        ([0.1, 0.4608, 0.64], "for x₁ take"),
    ],
)
def test_chain(verdict, gradients, says):
    assert says in verdict(practice.check_chain, gradients)


@pytest.mark.parametrize(
    ("radius", "says"),
    [
        (0.01 ** (1 / 100), "Right: ρ = 0.955"),
        (0.955, "Right"),
        (0.9, "2.7e-05, not 0.01"),
        (0.99, "that leaves 0.37"),
        (0.0001, "that is 0.01/100"),
        (0.9999, "leaves 99 %"),
        (-0.955, "a radius is positive"),
    ],
)
def test_radius(verdict, radius, says):
    assert says in verdict(practice.check_radius, radius)


def clip(gradient, longest):
    return gradient * min(1, longest / np.linalg.norm(gradient))


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (clip, "Right"),
        (lambda g, m: np.clip(g, -m, m), "each entry by itself"),
        (lambda g, m: g / np.linalg.norm(g) * m, "was made longer"),
        (lambda g, m: g, "still 5 long"),
        (lambda g, m: g / (g @ g), "the squared length"),
        (lambda g, m: g / 10, "not [0.3, 0.4, 0.0]"),
        (lambda g, m: g / 5, "must not change"),
        (lambda g, m: np.linalg.norm(g), "has become ()"),
    ],
)
def test_clip(verdict, function, says):
    assert says in verdict(practice.check_clip, function)


@pytest.mark.parametrize(
    ("gate", "bias", "says"),
    [
        (0.5**0.01, 4.97, "Right: f = 0.9931"),
        (0.993, 4.95, "Right"),
        (0.5, 0.0, "keeps half over one step"),
        (0.9, 2.2, "2.7e-05, not 0.5"),
        (1.2, 2, "1.2 does not"),
        (0.9931, 0.9931, "solve σ(b) = f"),
        (0.9931, -4.97, "the sign of the bias"),
        (0.9931, 1.0, "σ(1) is 0.731"),
    ],
)
def test_forget_bias(verdict, gate, bias, says):
    assert says in verdict(practice.check_forget_bias, gate, bias)


def numpy_twin(s, h, w, u, v):
    weights = {
        "q_proj.weight": w,
        "k_proj.weight": u,
        "score_proj.weight": v[None],
    }
    return additive(s, h, weights)[1]


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (numpy_twin, "Right"),
        (
            lambda s, h, w, u, v: softmax(np.tanh(w @ s + h @ u.T) @ v),
            "weights @ h",
        ),
        (lambda s, h, w, u, v: h.mean(0), "the same weight"),
        (
            lambda s, h, w, u, v: softmax((w @ s + h @ u.T) @ v) @ h,
            "the tanh is missing",
        ),
        (
            lambda s, h, w, u, v: softmax(np.tanh(h @ u.T) @ v) @ h,
            "s has no part",
        ),
        (
            lambda s, h, w, u, v: np.tanh(w @ s + h @ u.T) @ v @ h,
            "through a softmax",
        ),
        (lambda s, h, w, u, v: h, "is (5, 4), it should be (4,)"),
        (lambda s, h, w, u, v: h[0], "the numbers are not those"),
    ],
)
def test_additive(verdict, function, says):
    assert says in verdict(practice.check_additive, function)


@pytest.mark.parametrize(
    ("accuracy", "loss", "says"),
    [
        (0.125, np.log(8), "Right"),
        (0.125, 2.08, "Right"),
        (1 / 17, np.log(8), "the tokens are 17"),
        (1 / 16, np.log(8), "noise is no answer"),
        (0, 2.08, "sometimes right"),
        (0.5, 2.08, "not two"),
        (0.125, 3, "3 is in bits"),
        (0.125, -2.08, "the sign"),
        (0.125, 0.125, "−log of the probability"),
        (0.125, 0.875, "share of wrong answers"),
        (0.125, np.log(17), "not 17 tokens"),
        (0.3, 2.08, "0.3 is not the accuracy"),
    ],
)
def test_guess(verdict, accuracy, loss, says):
    assert says in verdict(practice.check_guess, accuracy, loss)


RNN, HEAD = 4 * 1000 * 64**2, 8 * 1000 * 64**2 + 4 * 1000**2 * 64


@pytest.mark.parametrize(
    ("recurrent", "attention", "says"),
    [
        (RNN, HEAD, "Right: attention does 17.6 times"),
        (RNN / 1000, HEAD, "that is one token"),
        (RNN / 2, HEAD, "and both products"),
        (RNN / 4, HEAD, "there are two products"),
        (RNN, HEAD / 2, "count a multiplication and an addition"),
        (RNN, 8 * 1000 * 64**2, "Scores and average come on top"),
        (RNN, 4 * 1000**2 * 64, "four projections come on top"),
        (RNN, 6 * 1000 * 64**2 + 4 * 1000**2 * 64, "output projection"),
        (RNN, 8 * 1000 * 64**2 + 2 * 1000**2 * 64, "costs as much again"),
        (8 * 64**2, HEAD, "for the RNN 32768 is too few for 1,000"),
        (RNN, 7, "for attention 7 is too few"),
        (7e7, HEAD, "for the RNN 7e+07 is not right"),
    ],
)
def test_operations(verdict, recurrent, attention, says):
    assert says in verdict(practice.check_operations, recurrent, attention)


def test_the_checks_of_a_lesson_need_no_torch():
    check = "import sys; sys.exit('torch' in sys.modules)"
    importing = f"import unmasked.practice.recurrent_networks; {check}"
    subprocess.run([sys.executable, "-c", importing], check=True)
