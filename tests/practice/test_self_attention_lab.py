"""Each check of the lab, tried with right, wrong and half-right answers."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from unmasked.from_scratch.scaled_dot_product import (
    attend,
    softmax,
    softmax_backward,
)
from unmasked.practice import self_attention_lab as lab
from unmasked.practice._answers import BLANK


@pytest.mark.parametrize("name", lab.__all__)
def test_a_blank_is_not_an_error(verdict, name):
    assert verdict(getattr(lab, name), lambda *arguments: ...) == BLANK


def products(query, key):
    return query @ key.swapaxes(-1, -2)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda q, k: products(q, k) / np.sqrt(q.shape[-1]), "Right"),
        (products, "bare dot products"),
        (lambda q, k: products(q, k) / q.shape[-1], "you divide by d"),
        (lambda q, k: products(q, k) * 2, "you multiply by √d"),
        (lambda q, k: products(q, k) / np.sqrt(k.shape[-2]), "number of keys"),
        (
            lambda q, k: products(q, k) / np.sqrt(q.shape[-2]),
            "number of queries",
        ),
        (lambda q, k: q @ k.T / 2, "wrong for a batch"),
        (lambda q, k: products(k, q) / 2, "give scores of (7, 5)"),
        (lambda q, k: products(q, k) ** 2, "the numbers are not QKᵀ/√d"),
    ],
)
def test_scores(verdict, function, says):
    assert says in verdict(lab.check_scores, function)


def triangle(n_query, n_key, k=0):
    return np.tri(n_query, n_key, k=n_key - n_query + k, dtype=bool)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (triangle, "Right"),
        (lambda q, k: np.tri(q, k, dtype=bool), "wrong for 2 queries"),
        (lambda q, k: triangle(q, k, -1), "a position must see itself"),
        (lambda q, k: ~triangle(q, k), "upside down"),
        (lambda q, k: ~triangle(q, k, -1), "this looks ahead"),
        (lambda q, k: triangle(q, k).astype(float), "holds float64"),
        (lambda q, k: np.ones((q, k), dtype=bool), "not the lower triangle"),
        (lambda q, k: triangle(q, q), "the mask is (2, 2), not (2, 4)"),
    ],
)
def test_causal_mask(verdict, function, says):
    assert says in verdict(lab.check_causal_mask, function)


def masked_with(number, define_empty=False):
    def function(q, k, v, mask):
        scores = np.where(mask, q @ k.T / np.sqrt(5), number)
        powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights = powers / powers.sum(axis=-1, keepdims=True)
        return (np.where(mask, weights, 0) if define_empty else weights) @ v

    return function


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (attend, "Right"),
        (masked_with(-np.inf, define_empty=True), "Right"),
        (lambda q, k, v, mask: attend(q, k, v), "the mask has no effect"),
        (lambda q, k, v, mask: attend(q, k, v, ~mask), "all may look"),
        (
            lambda q, k, v, mask: attend(
                q, k, v, mask if mask.all() else ~mask
            ),
            "upside down",
        ),
        (
            lambda q, k, v, mask: (
                np.where(mask, softmax(q @ k.T / np.sqrt(5)), 0) @ v
            ),
            "you mask after the softmax",
        ),
        (masked_with(-np.inf), "gives nan"),
        (masked_with(-1e9), "averages all that it must not see"),
        (lambda q, k, v, mask: softmax(q @ k.T) @ v, "wrong even where all"),
        (lambda q, k, v, mask: attend(q, k, v, mask)[:2], "is (2, 5)"),
    ],
)
def test_attend(verdict, function, says):
    assert says in verdict(lab.check_attend, function)


def sdpa(q, k, v, **options):
    return F.scaled_dot_product_attention(q, k, v, **options)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda q, k, v, mask: sdpa(q, k, v, attn_mask=mask), "Right"),
        (lambda q, k, v, mask: sdpa(q, k, v, attn_mask=~mask), "as it is"),
        (lambda q, k, v, mask: sdpa(q, k, v), "the mask has no effect"),
        (lambda q, k, v, mask: sdpa(q, k, v, is_causal=True), "ignores"),
        (
            lambda q, k, v, mask: sdpa(q, k, v, attn_mask=mask.float()),
            "Keep it boolean",
        ),
        (lambda q, k, v, mask: sdpa(q, k, v)[0], "the output is (6, 8)"),
        (lambda q, k, v, mask: v, "the numbers differ"),
    ],
)
def test_fused(verdict, function, says):
    assert says in verdict(lab.check_fused, function)


def differences(f, x, *, back=1.0, span=2.0, epsilon=1e-5):
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[place] = epsilon
        change = f(x + step) - f(x - back * step)
        gradient[place] = change / (span * epsilon)
    return gradient


def in_place(f, x):
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        before = f(x)
        x[place] += 1e-5
        gradient[place] = (f(x) - before) / 1e-5
    return gradient


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (differences, "Right"),
        (lambda f, x: differences(f, x, back=0, span=1), "one to each side"),
        (lambda f, x: differences(f, x, span=1), "twice too large"),
        (lambda f, x: -differences(f, x), "the sign is wrong"),
        (in_place, "x is not what it was"),
        (lambda f, x: differences(f, x)[0], "is (3,), not (2, 3)"),
        (lambda f, x: np.zeros_like(x), "it should be 9.0000"),
    ],
)
def test_numerical_gradient(verdict, function, says):
    assert says in verdict(lab.check_numerical_gradient, function)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (softmax_backward, "Right"),
        (lambda g, w: g * w * (1 - w), "the diagonal of the Jacobian"),
        (lambda g, w: g * w, "subtract Σₖ gₖ wₖ"),
        (lambda g, w: w * (g - (g * w).sum()), "The sum runs over all rows"),
        (lambda g, w: -softmax_backward(g, w), "the numbers are not"),
        (lambda g, w: g[0], "is (4,), not (3, 4)"),
    ],
)
def test_softmax_backward(verdict, function, says):
    assert says.lower() in verdict(lab.check_softmax_backward, function).lower()


def test_the_check_accepts_tensors_from_autograd(verdict):
    def through_autograd(grad, weights):
        scores = torch.from_numpy(np.log(weights)).requires_grad_()
        softmaxed = scores.softmax(dim=-1)
        (d,) = torch.autograd.grad(softmaxed, scores, torch.from_numpy(grad))
        return d.numpy()

    assert "Right" in verdict(lab.check_softmax_backward, through_autograd)
