"""Each exercise, tried with right, wrong and half-right answers."""

import subprocess
import sys
from math import comb

import numpy as np
import pytest
import torch

from unmasked.practice import resnets as practice
from unmasked.practice._answers import BLANK

BLANKS = {
    "check_block": (lambda x, w1, w2: ...,),
    "check_branch_scale": (..., 0.1),
    "check_diagnosis": (["overfitting", ..., "neither"],),
    "check_identity": (np.eye(3), ..., np.eye(3)),
    "check_paths": (lambda n, j: ...,),
    "check_product": (..., ...),
}


@pytest.mark.parametrize("name", practice.__all__)
def test_a_blank_is_not_an_error(verdict, name):
    assert verdict(getattr(practice, name), *BLANKS[name]) == BLANK


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (["overfitting", "degradation", "neither"], "Right"),
        (("Overfitting ", "degradation", "neither"), "Right"),
        (["degradation", "degradation", "neither"], "in case A"),
        (["overfitting", "overfitting", "neither"], "it was trained on"),
        (["overfitting", "degradation", "overfitting"], "better at both"),
        (["overfitting", "underfitting", "neither"], "none of the names"),
        (["overfitting"], "three names in a list"),
        ("overfitting", "three names in a list"),
    ],
)
def test_diagnosis(verdict, answers, says):
    assert says in verdict(practice.check_diagnosis, answers)


EYE, TURN = np.eye(3), -np.eye(3)


@pytest.mark.parametrize(
    ("w1", "w2", "shortcut_w2", "says"),
    [
        (EYE, EYE, 0 * EYE, "Right"),
        (2 * EYE, EYE / 2, 0 * EYE, "Right"),
        (EYE[::-1], EYE[::-1], np.zeros((3, 3)), "Right"),
        (EYE, EYE, EYE, "What must it add"),
        (EYE, EYE, -EYE, "for whatever w1 is"),
        (0 * EYE, 0 * EYE, 0 * EYE, "gives 0 for every x"),
        (TURN, EYE, 0 * EYE, "gives 0"),
        (2 * EYE, EYE, 0 * EYE, "makes [1.0, 4.0, 2.0] of"),
        (np.ones((2, 2)), EYE, EYE, "it should have (3, 3)"),
    ],
)
def test_identity(verdict, w1, w2, shortcut_w2, says):
    assert says in verdict(practice.check_identity, w1, w2, shortcut_w2)


def test_an_inverse_does_not_pass_through_a_relu(verdict):
    w1 = np.diag([1.0, -1.0, 1.0])
    said = verdict(practice.check_identity, w1, np.linalg.inv(w1), 0 * EYE)
    assert "cuts off what w1 has made negative" in said


def relu(x):
    return np.maximum(x, 0)


def by_torch(x, w1, w2):
    """The same block out of PyTorch's own parts."""
    x, w1, w2 = (torch.from_numpy(part) for part in (x, w1, w2))
    inner = torch.nn.functional.linear(x, w1).relu()
    return (torch.nn.functional.linear(inner, w2) + x).relu().numpy()


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (by_torch, "Right"),
        (lambda x, w1, w2: relu(x @ w1.T) @ w2.T, "add x"),
        (lambda x, w1, w2: relu(relu(x @ w1.T) @ w2.T), "a plain block"),
        (lambda x, w1, w2: x + relu(x @ w1.T) @ w2.T, "last ReLU is missing"),
        (lambda x, w1, w2: x + relu(relu(x @ w1.T) @ w2.T), "never take away"),
        (lambda x, w1, w2: relu(x + x @ w1.T @ w2.T), "one linear map"),
        (lambda x, w1, w2: relu(x * (relu(x @ w1.T) @ w2.T)), "not multiplied"),
        (lambda x, w1, w2: relu(x + relu(x @ w1) @ w2), "by w.T"),
        (
            lambda x, w1, w2: relu(relu(x @ w1.T) + relu(x @ w1.T) @ w2.T),
            "starts too late",
        ),
        (lambda x, w1, w2: x, "the numbers are not"),
        (lambda x, w1, w2: x[0], "has shape (4,)"),
    ],
)
def test_block(verdict, function, says):
    assert says in verdict(practice.check_block, function)


@pytest.mark.parametrize(
    ("plain", "shortcut", "says"),
    [
        (-0.01, 0.66, "Right: -0.01 against 0.66"),
        (0.2 * -0.5 * 0.1, 1.2 * 0.5 * 1.1, "66 times the gradient"),
        (0.01, 0.66, "the sign of the second"),
        (-0.2, 0.66, "slopes multiply"),
        (0.5, 0.66, "0.5 is not 0.2"),
        (-0.01, 0.99, "1 + slope for each"),
        (-0.01, 0.8, "two and three blocks"),
        (-0.01, 1.98, "A block may also take away"),
        (-0.01, 3, "3 is not the product"),
    ],
)
def test_product(verdict, plain, shortcut, says):
    assert says in verdict(practice.check_product, plain, shortcut)


@pytest.mark.parametrize(
    ("growth", "alpha", "says"),
    [
        (2.0**50, 0.1, "Right: α = 1/√100"),
        (2.0**50, 0.099, "Right"),
        (2.0**100, 0.1, "the growth of the variance"),
        (101**0.5, 0.1, "where norms hold each branch"),
        (200, 0.1, "doubles the variance"),
        (2.0**50, 0.01, "a larger α is enough"),
        (2.0**50, 0, "let α be more"),
        (2.0**50, 0.5, "the variance grows"),
        (2.0**50, 0.05, "only 1.28 times"),
    ],
)
def test_branch_scale(verdict, growth, alpha, says):
    assert says in verdict(practice.check_branch_scale, growth, alpha)


def paths(n, j):
    return [comb(n, k) * j**k / (1 + j) ** n for k in range(n + 1)]


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (paths, "Right: 90%"),
        (lambda n, j: [j**k for k in range(n + 1)], "one path of each length"),
        (lambda n, j: [comb(n, k) for k in range(n + 1)], "each of them worth"),
        (
            lambda n, j: [comb(n, k) / 2**n for k in range(n + 1)],
            "share of the",
        ),
        (
            lambda n, j: [comb(n, k) * j**k for k in range(n + 1)],
            "Divide by their sum",
        ),
        (
            lambda n, j: (j ** np.arange(7)) / (j ** np.arange(7)).sum(),
            "too few",
        ),
        (lambda n, j: np.ones(7), "add up to 7"),
        (lambda n, j: np.ones(7) / 7, "but are not C(n, k)"),
        (lambda n, j: np.ones(6), "lengths from 0 to 6"),
    ],
)
def test_paths(verdict, function, says):
    assert says in verdict(practice.check_paths, function)


def test_the_shares_are_what_expanding_the_product_gives():
    # (1 + j)ⁿ by multiplying polynomials in j, one block after another.
    terms = np.array([1.0])
    for _ in range(6):
        terms = np.convolve(terms, [1, 0.25])
    np.testing.assert_allclose(paths(6, 0.25), terms / terms.sum())


def test_the_checks_of_a_lesson_need_no_torch():
    check = "import sys; sys.exit('torch' in sys.modules)"
    importing = f"import unmasked.practice.resnets; {check}"
    subprocess.run([sys.executable, "-c", importing], check=True)
