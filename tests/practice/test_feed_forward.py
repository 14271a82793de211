"""Each exercise, tried with right, wrong and half-right answers."""

import subprocess
import sys

import numpy as np
import pytest

from unmasked.cost.parameters import parameters
from unmasked.feed_forward import two_thirds_d_ff
from unmasked.from_scratch.activations import sigmoid, silu, silu_slope
from unmasked.practice import feed_forward as practice
from unmasked.practice._answers import BLANK
from unmasked.practice.feed_forward import _gated_width, _share, _steepest

BLANKS = {
    "check_xor": ([0, ...], [1, 2]),
    "check_layer": (lambda x, up, b, down, c: ...,),
    "check_steepest": (...,),
    "check_swiglu": (lambda x, gate, up, down: ...,),
    "check_gated_width": (lambda d_model, multiple: ...,),
    "check_share": (...,),
    "check_paired": (lambda a, b: (..., ...),),
    "check_rewrite": (lambda w, k, v, c: ...,),
    "check_lazy": (lambda hidden: (..., ...),),
}


@pytest.mark.parametrize("name", practice.__all__)
def test_a_blank_is_not_an_error(verdict, name):
    assert verdict(getattr(practice, name), *BLANKS[name]) == BLANK


@pytest.mark.parametrize(
    ("bias", "down", "says"),
    [
        ([0, -1], [1, -2], "Right"),
        ([-1, 0], [-2, 1], "Right"),
        ([0, 0], [1, -2], "both units are the same"),
        ([0, -1], [1, -1], "for (1, 1) the units are at 2 and 1"),
        ([0, -2], [1, -2], "which gives 2 and not 0"),
        ([0], [1, -2], "has shape (1,)"),
    ],
)
def test_xor(verdict, bias, down, says):
    assert says in verdict(practice.check_xor, bias, down)


def layer(x, up, b, down, c):
    return np.maximum(x @ up + b, 0) @ down + c


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (layer, "Right"),
        (lambda x, up, b, d, c: (x @ up + b) @ d + c, "nothing is bent"),
        (
            lambda x, up, b, d, c: np.maximum((x @ up + b) @ d + c, 0),
            "the ReLU comes after the second matrix",
        ),
        (lambda *a: np.maximum(layer(*a), 0), "a second ReLU"),
        (lambda x, up, b, d, c: layer(x, up, b, d, 0), "second bias"),
        (lambda x, up, b, d, c: layer(x, up, 0, d, c), "first bias is missing"),
        (lambda x, up, b, d, c: layer(x, up, 0, d, 0), "both biases"),
        (
            lambda x, up, b, d, c: (np.maximum(x @ up, 0) + b) @ d + c,
            "added after the ReLU",
        ),
        (lambda x, up, b, d, c: x @ up, "has shape (5, 3), not (5, 8)"),
        (lambda x, *a: x, "the numbers are not"),
    ],
)
def test_layer(verdict, function, says):
    assert says in verdict(practice.check_layer, function)


def test_the_slope_of_silu_is_largest_where_the_check_says():
    grid = np.linspace(-6, 6, 120_001)
    where = grid[silu_slope(grid).argmax()]
    assert where == pytest.approx(_steepest.STEEPEST, abs=1e-4)
    assert silu_slope(grid).max() == pytest.approx(1.0998, abs=1e-4)


@pytest.mark.parametrize(
    ("x", "says"),
    [
        (2.4, "Right"),
        (0, "the slope is one half"),
        (2**0.5, "that is where GELU"),
        (1.1, "how steep it gets"),
        (-1.28, "SiLU is lowest"),
        (-2.4, "the sign"),
        (23_994, "a place in the grid"),
        (2.37, "is near"),
        (4, "the slope is not largest"),
    ],
)
def test_steepest(verdict, x, says):
    assert says in verdict(practice.check_steepest, x)


@pytest.mark.parametrize(
    ("hidden", "says"),
    [
        (lambda g, u: silu(g) * u, "Right"),
        (lambda g, u: g * u, "the gate is not bent"),
        (lambda g, u: g * silu(u), "It belongs around the gate"),
        (lambda g, u: silu(g) + u, "A gate multiplies"),
        (lambda g, u: sigmoid(g) * u, "this is GLU"),
        (lambda g, u: silu(g * u), "Bend the gate first"),
        (lambda g, u: silu(g), "x @ up is not used"),
        (lambda g, u: g + u, "the numbers are not"),
    ],
)
def test_swiglu(verdict, hidden, says):
    def function(x, gate, up, down):
        return hidden(x @ gate, x @ up) @ down

    assert says in verdict(practice.check_swiglu, function)


def test_the_widths_are_those_of_the_package():
    for d_model, multiple, right in _gated_width.CASES:
        assert two_thirds_d_ff(d_model, multiple_of=multiple) == right


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda d, m: -(-(8 * d // 3) // m) * m, "Right"),
        (lambda d, m: 4 * d, "that is the plain layer's width"),
        (lambda d, m: 8 * d // 3 // m * m, "you round down to"),
        (lambda d, m: 8 * d // 3, "is not rounded to a multiple of 256"),
        (lambda d, m: 8 * d / 3, "is not whole"),
        (lambda d, m: 6 * d, "the wrong way round"),
        (lambda d, m: -(-8 * d // 3), "is rounded up. Cut off first"),
        (lambda d, m: 7, "512 and 1 give 1365, not 7"),
        (lambda d, m: [d, m], "one number is asked for"),
    ],
)
def test_gated_width(verdict, function, says):
    assert says in verdict(practice.check_gated_width, function)


def test_the_share_is_that_of_the_cost_model():
    counted = parameters(
        n_layers=24, d_model=1024, n_heads=16, d_ff=4096, vocab_size=50257,
        n_positions=1024, bias=True, norm_bias=True,
    )  # fmt: skip
    assert counted["feed_forward"] == _share.FEED_FORWARD
    assert sum(counted.values()) == _share.ALL


@pytest.mark.parametrize(
    ("share", "says"),
    [
        (0.5677, "Right"),
        (2 / 3, "two thirds of a *layer*"),
        (0.0237, "that is one layer"),
        (0.2839, "one of the two matrices"),
        (56.77, "not in percent"),
        (201_449_472, "that is their number"),
        (0.9, "Two matrices of 1024 × 4096"),
    ],
)
def test_share(verdict, share, says):
    assert says in verdict(practice.check_share, share)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (lambda a, b: (a - b).std(ddof=1) / 2, "Right: 0.020"),
        (lambda a, b: (a - b).std(ddof=1), "the spread of single differences"),
        (lambda a, b: (a - b).std() / 2, "use ddof=1."),
        (lambda a, b: (a - b).std(), "use ddof=1, and divide"),
        (lambda a, b: (a - b).var(ddof=1) / 2, "the variance is not"),
        (
            lambda a, b: np.sqrt(a.var(ddof=1) / 4 + b.var(ddof=1) / 4),
            "nothing in common",
        ),
        (lambda a, b: (a - b).std(ddof=1) / 4, "not by n"),
        (lambda a, b: 7, "the mean is right"),
    ],
)
def test_paired(verdict, error, says):
    def function(a, b):
        return (a - b).mean(), error(a, b)

    assert says in verdict(practice.check_paired, function)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((-0.02, 0), "the sign of the mean"),
        ((3, 0), "the mean of a − b is 0.02"),
        ((1, 2, 3), "return two numbers"),
    ],
)
def test_paired_means(verdict, answer, says):
    assert says in verdict(practice.check_paired, lambda a, b: answer)


def along(u):
    def function(w, k, v, c):
        direction = u(k, c)
        return w + np.outer(v - w @ k, direction) / (direction @ k)

    return function


def solved(k, c):
    return np.linalg.solve(c, k)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (along(solved), "Right: the edited key writes what you wanted"),
        (along(lambda k, c: np.linalg.inv(c) @ k), "Right"),
        (along(lambda k, c: k), "every key that overlaps with it notices"),
        (along(lambda k, c: c @ k), "Solve C u = k instead"),
        (along(lambda k, c: k**2), "the direction is not C⁻¹ k"),
        (lambda w, k, v, c: w + np.outer(v - w @ k, k), "writes too much"),
        (
            lambda w, k, v, c: w + np.outer(v - w @ k, solved(k, c)),
            "divide by u · k",
        ),
        (
            lambda w, k, v, c: (
                w + np.outer(v, solved(k, c)) / (k @ solved(k, c))
            ),
            "Add the difference",
        ),
        (lambda w, k, v, c: w, "W k is not the wanted write"),
        (lambda w, k, v, c: w.T, "W stays (3, 8), not (8, 3)"),
    ],
)
def test_rewrite(verdict, function, says):
    assert says in verdict(practice.check_rewrite, function)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda h: ((h > 0).mean(), (h == 0).all(axis=0).sum()), "Right"),
        (lambda h: ((h > 0).mean(), (h == 0).all(axis=1).sum()), "(rows)"),
        (lambda h: ((h > 0).mean(), (h == 0).sum()), "not silent units"),
        (
            lambda h: ((h > 0).mean(), (h == 0).all(axis=0).mean()),
            "not as a share",
        ),
        (lambda h: ((h > 0).mean(), 9), "there are 2 of them"),
        (lambda h: ((h == 0).mean(), 2), "the share of silent numbers"),
        (lambda h: (h.mean(), 2), "the mean activation"),
        (lambda h: (0.9, 2), "of all numbers are above zero"),
        (lambda h: 1, "return two numbers"),
    ],
)
def test_lazy(verdict, function, says):
    assert says in verdict(practice.check_lazy, function)


def test_the_checks_of_a_lesson_need_no_torch():
    check = "import sys; sys.exit('torch' in sys.modules)"
    importing = f"import unmasked.practice.feed_forward; {check}"
    subprocess.run([sys.executable, "-c", importing], check=True)
