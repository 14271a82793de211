"""Each exercise, tried with right, wrong and half-right answers."""

import subprocess
import sys

import numpy as np
import pytest
import torch

from unmasked.practice import normalization_and_residuals as practice
from unmasked.practice._answers import BLANK

BLANKS = {
    "check_paths": (0.001, ...),
    "check_normal": ([..., ..., ..., ...],),
    "check_layer_norm": (lambda x, weight, bias, eps: ...,),
    "check_blind": ([1, 1, 1, 1], [..., ..., ..., ...]),
    "check_rms": ([..., ..., ..., ...], [1, 2, 3, 4]),
    "check_leaks": (lambda norm, x: ...,),
    "check_stream_size": (lambda n_layers: ...,),
    "check_writes": (lambda start, writes, gain, word: ...,),
}


@pytest.mark.parametrize("name", practice.__all__)
def test_a_blank_is_not_an_error(verdict, name):
    assert verdict(getattr(practice, name), *BLANKS[name]) == BLANK


@pytest.mark.parametrize(
    ("chain", "residual", "says"),
    [
        (0.001, 1.331, "Right"),
        (0.3, 1.331, "slopes multiply, they do not add"),
        (0.01, 1.331, "is not 0.01"),
        (0.001, 0.001, "that is the chain again"),
        (0.001, 1.3, "slopes multiply"),
        (0.001, 1.001, "in *each* layer"),
        (0.001, 3.3, "they do not add"),
        (0.001, 0.729, "not 1 − 0.1"),
        (0.001, 7, "not the product"),
    ],
)
def test_paths(verdict, chain, residual, says):
    assert says in verdict(practice.check_paths, chain, residual)


def test_normal_takes_what_pytorch_computes(verdict):
    token = torch.tensor([1.0, 1.0, 1.0, 9.0])
    right = torch.nn.functional.layer_norm(token, (4,), eps=0.0)
    assert "Right" in verdict(practice.check_normal, right.tolist())


@pytest.mark.parametrize(
    ("normal", "says"),
    [
        ([-2, -2, -2, 6], "centered, but not divided"),
        ([-2 / 12, -2 / 12, -2 / 12, 0.5], "divided by the variance"),
        ([-0.5, -0.5, -0.5, 1.5], "divide by 4"),
        ([0.218, 0.218, 0.218, 1.964], "That is RMSNorm"),
        ([0.289, 0.289, 0.289, 2.598], "without taking the mean away"),
        ([1, 1, 1, 1], "it sums to 0"),
        ([-1, -1, -1, 3], "here it is 3"),
        ([1, 2], "has shape (2,)"),
    ],
)
def test_normal(verdict, normal, says):
    assert says in verdict(practice.check_normal, normal)


def norm(x, weight, bias, eps, *, ddof=0, axis=-1, outside=0.0):
    centered = x - x.mean(axis=axis, keepdims=True)
    variance = x.var(axis=axis, keepdims=True, ddof=ddof)
    return centered / (np.sqrt(variance + eps) + outside) * weight + bias


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (norm, "Right"),
        (lambda x, w, b, e: norm(x, w, b, e, ddof=1), "ddof=1"),
        (lambda x, w, b, e: norm(x, w, b, e, axis=0), "That is BatchNorm"),
        (
            lambda x, w, b, e: norm(x, w, b, e, axis=None),
            "when another one does",
        ),
        (lambda x, w, b, e: norm(x, w, b, 0, outside=e), "outside the root"),
        (
            lambda x, w, b, e: (x - x.mean()) / (x.std() + e) * w + b,
            "when another one does",
        ),
        (lambda x, w, b, e: norm(x, w, b, 0), "ε is missing"),
        (lambda x, w, b, e: norm(x, 1, 0, e), "are not used"),
        (lambda x, w, b, e: norm(x, w, 0, e), "the bias is missing"),
        (lambda x, w, b, e: norm(x, w, w * b, e), "first the gain"),
        (lambda x, w, b, e: norm(x, w, b, e, axis=1), "Count the axis"),
        (lambda x, w, b, e: x[0], "(4,) came out"),
        (lambda x, w, b, e: x + 1, "the numbers are not"),
    ],
)
def test_layer_norm(verdict, function, says):
    assert says in verdict(practice.check_layer_norm, function)


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ([1, 1, 1, 1], [0, 2, 2, 8], "Right"),
        ([-3, -1, -1, 5], [2, 2, 2, 2], "Right"),
        ([1, 1, 1, 1], [2, 2, 2, 2], "a multiple of the first"),
        ([1, 0, 0, 0], [1, 1, 1, 1], "along the first moves"),
        ([1, 1, 1, 1], [0, 1, -1, 0], "along the second moves"),
        ([0, 0, 0, 0], [1, 1, 1, 1], "no direction"),
    ],
)
def test_blind(verdict, first, second, says):
    assert says in verdict(practice.check_blind, first, second)


@pytest.mark.parametrize(
    ("once", "turned", "says"),
    [
        ([0, 0.67, 1.33, 1.33], [0, -0.67, -1.33, -1.33], "Right"),
        ([0, 0.333, 0.667, 0.667], [0, 0, 0, 0], "length 1"),
        ([0, 0.222, 0.444, 0.444], [0, 0, 0, 0], "Take its root"),
        ([-1.51, -0.30, 0.905, 0.905], [0, 0, 0, 0], "That is LayerNorm"),
        ([0, 0.577, 1.155, 1.155], [0, 0, 0, 0], "The mean is over four"),
        ([0, 1, 1, 1], [0, 1, 1, 1], "its root is 3"),
        ([0, 0.67, 1.33, 1.33], [0, 0.67, 1.33, 1.33], "signs stay"),
        ([0, 2 / 3, 4 / 3, 4 / 3], [0, -6.67, -13.3, -13.3], "divided by it"),
        ([0, 0.67, 1.33, 1.33], [1, 1, 1, 1], "divide the larger token by 30"),
    ],
)
def test_rms(verdict, once, turned, says):
    assert says in verdict(practice.check_rms, once, turned)


def leaks(norm, x):
    changed = x.copy()
    changed[-1] += 1
    return not np.allclose(norm(x)[:-1], norm(changed)[:-1])


def leaks_in_place(norm, x):
    before = norm(x)[:-1]
    x[-1] += 1
    return not np.allclose(before, norm(x)[:-1])


def compares_one_output(norm, x):
    changed = x.copy()
    changed[-1] += 1
    return not np.allclose(norm(x)[-2], norm(changed)[-2])


def changes_the_first(norm, x):
    changed = x.copy()
    changed[0] += 1
    return not np.allclose(norm(x)[1:], norm(changed)[1:])


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (leaks, "Right"),
        (leaks_in_place, "Change a copy"),
        (lambda norm, x: False, "statistics over all tokens pass"),
        (lambda norm, x: True, "it accuses one that looks at each"),
        (compares_one_output, "whose first output hears of the last"),
        (changes_the_first, "it accuses one with statistics of the tokens so"),
        (lambda norm, x: x, "True or False"),
        (lambda norm, x: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_leaks(verdict, function, says):
    assert says in verdict(practice.check_leaks, function)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda n: (1 + 2 * n) ** 0.5, "Right"),
        (lambda n: (1 + n) ** 0.5, "a layer writes twice"),
        (lambda n: 1 + 2 * n, "Sizes of independent vectors do not add"),
        (lambda n: (2 * n) ** 0.5, "part of the stream too"),
        (lambda n: 2**n, "the same direction"),
        (lambda n: 3, "you give the size 3"),
        (lambda n: [1, 2], "give one number"),
    ],
)
def test_stream_size(verdict, function, says):
    assert says in verdict(practice.check_stream_size, function)


def shares(start, writes, gain, word):
    parts = np.vstack([start, writes])
    size = np.sqrt((parts.sum(axis=0) ** 2).mean())
    return parts * gain / size @ word


def each_by_itself(start, writes, gain, word):
    parts = np.vstack([start, writes])
    sizes = np.sqrt((parts**2).mean(axis=1, keepdims=True))
    return parts * gain / sizes @ word


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (shares, "Right"),
        (lambda s, w, g, u: w @ u, "normalized before it is read"),
        (lambda s, w, g, u: np.vstack([s, w]) @ u, "normalized before it is"),
        (lambda s, w, g, u: shares(s, w, g, u)[1:], "Put it first"),
        (lambda s, w, g, u: shares(s, w, g, u).sum(), "the logit itself"),
        (each_by_itself, "normalized by itself"),
        (lambda s, w, g, u: shares(s, w, 1, u), "the gain is missing"),
        (lambda s, w, g, u: 2 * shares(s, w, g, u), "the shares sum to"),
        (lambda s, w, g, u: w, "six shares, not (5, 8)"),
    ],
)
def test_writes(verdict, function, says):
    assert says in verdict(practice.check_writes, function)


def test_the_checks_of_a_lesson_need_no_torch():
    check = "import sys; sys.exit('torch' in sys.modules)"
    module = "unmasked.practice.normalization_and_residuals"
    subprocess.run(
        [sys.executable, "-c", f"import {module}; {check}"], check=True
    )
