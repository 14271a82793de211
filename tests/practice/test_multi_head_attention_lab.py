"""Each check of the lab, tried with right, wrong and half-right answers."""

import numpy as np
import pytest

from unmasked.from_scratch.scaled_dot_product import attend
from unmasked.practice import multi_head_attention_lab as lab
from unmasked.practice._answers import BLANK


@pytest.mark.parametrize("name", lab.__all__)
def test_a_blank_is_not_an_error(verdict, name):
    assert verdict(getattr(lab, name), lambda *arguments: ...) == BLANK


def split(x, n_heads):
    return x.reshape(len(x), n_heads, -1).swapaxes(0, 1)


def merge(heads):
    return heads.swapaxes(0, 1).reshape(heads.shape[1], -1)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (merge, "Right"),
        (lambda h: np.concatenate(list(h), axis=1), "Right"),
        (lambda h: h.reshape(4, 6), "tokens are mixed up"),
        (lambda h: h.transpose(1, 2, 0).reshape(4, 6), "alternate"),
        (lambda h: merge(h[::-1]), "row 0 should be [ 0 1 8 9 16 17]"),
        (lambda h: h, "make (4, 6), not (3, 4, 2)"),
    ],
)
def test_merge(verdict, function, says):
    assert says in verdict(lab.check_merge, function)


def layer(x, w_q, w_k, w_v, w_o, n_heads, *, context=None, stretch=1.0):
    context = x if context is None else context
    q, k, v = (
        split(tokens @ w, n_heads)
        for tokens, w in ((stretch * x, w_q), (context, w_k), (context, w_v))
    )
    return merge(attend(q, k, v)) @ w_o


def unmerged(x, w_q, w_k, w_v, w_o, n_heads):
    q, k, v = (split(x @ w, n_heads) for w in (w_q, w_k, w_v))
    return attend(q, k, v).reshape(x.shape) @ w_o


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (layer, "Right"),
        (lambda *a: layer(*a, stretch=3**-0.5), "you divide by √d_model"),
        (lambda *a: layer(*a, stretch=2**0.5), "the scores are not scaled"),
        (
            lambda *a: layer(*a[:4], np.eye(6), a[5]),
            "the output projection is missing",
        ),
        (unmerged, "without swapping axes back"),
        (lambda *a: layer(*a[:5], 1), "this is one wide head"),
        (lambda *a: layer(*a[:4], a[4].T, a[5]), "W_O is turned around"),
        (lambda x, *a: x, "the numbers are not. Compare the parts"),
        (lambda x, *a: x[:2], "should be as the tokens are, (4, 6)"),
    ],
)
def test_multi_head(verdict, function, says):
    assert says in verdict(lab.check_multi_head, function)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda x, c, *a: layer(x, *a, context=c), "Right"),
        (lambda x, c, *a: layer(x, *a), "the context is not looked at"),
        (lambda x, c, *a: layer(c, *a, context=x), "4 outputs, not 5"),
        (lambda x, c, *a: x, "the numbers are not"),
    ],
)
def test_cross(verdict, function, says):
    assert says in verdict(lab.check_cross, function)


def project(x, w_qkv, n_heads):
    parts = (x @ w_qkv).reshape(len(x), 3, n_heads, -1)
    return parts.transpose(1, 2, 0, 3)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (project, "Right"),
        (
            lambda x, w, h: (x @ w).reshape(len(x), h, 3, -1)
            .transpose(2, 1, 0, 3),
            "heads first",
        ),
        (
            lambda x, w, h: (x @ w).reshape(3, h, len(x), -1),
            "without moving the tokens' axis",
        ),
        (lambda *a: 2 * project(*a), "the numbers are not"),
        (lambda x, w, h: x @ w, "the shape is (4, 18), not (3, 3, 4, 2)"),
    ],
)  # fmt: skip
def test_project(verdict, function, says):
    assert says in verdict(lab.check_project, function)


def without(w_q, w_k, w_v, w_o, n_heads, head, drop=None):
    d_head = w_q.shape[1] // n_heads
    gone = slice(head * d_head, (head + 1) * d_head) if drop is None else drop
    columns = (np.delete(w, gone, axis=1) for w in (w_q, w_k, w_v))
    return (*columns, np.delete(w_o, gone, axis=0))


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (without, "Right"),
        (lambda *a: without(*a, drop=np.s_[1::3]), "every third number"),
        (lambda *a: without(*a[:5], 0), "w_q lost the wrong ones"),
        (lambda *a: (*without(*a)[:3], a[3]), "w_o is (6, 6)"),
        (lambda *a: a[9], "it stops with IndexError"),
    ],
)
def test_without_head(verdict, function, says):
    assert says in verdict(lab.check_without_head, function)
