"""Each exercise, tried with right, wrong and half-right answers."""

import subprocess
import sys

import numpy as np
import pytest

from unmasked.practice import multi_head_attention as practice
from unmasked.practice._answers import BLANK

BLANKS = {
    "check_cache": (...,),
    "check_stack": (lambda facts, heads: ...,),
    "check_output_rows": ([[1, ...], [0, 1]],),
    "check_split": (lambda x, n_heads: ...,),
    "check_contributions": (lambda heads, w_o: ...,),
    "check_parameters": (...,),
    "check_least_weight": (lambda places, heads: ...,),
    "check_cross_shapes": ((8, 5, 64), (8, 7, 64), ..., (5, 512)),
    "check_twins": (lambda right: (right.mean(), ...),),
    "check_next_head": (lambda loss, gone, n_heads: ...,),
}


@pytest.mark.parametrize("name", practice.__all__)
def test_a_blank_is_not_an_error(verdict, name):
    assert verdict(getattr(practice, name), *BLANKS[name]) == BLANK


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([[1, 0], [0, 1]], "Right: 'bank' gains (1.25, 1.25)"),
        ([[2, 0.2], [0.2, 2]], "Right"),
        ([[1, -1], [-1, 1]], "nothing is left of either"),
        ([[1, 0], [0, 0.5]], "Both numbers should be at least 1"),
        ([[0, 1], [1, 0]], "its water should grow by at least 0.5 more"),
        ([[1, 1], [1, 1]], "its water should grow by at least 0.5 more"),
        ([[3, 0], [1, 1]], "its money should grow by at least 0.5 more"),
        ([1, 0], "has shape (2,), it should have (2, 2)"),
    ],
)
def test_output_rows(verdict, rows, says):
    assert says in verdict(practice.check_output_rows, rows)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda x, h: x.reshape(len(x), h, -1).swapaxes(0, 1), "Right"),
        (lambda x, h: np.stack(np.split(x, h, axis=1)), "Right"),
        (lambda x, h: x.reshape(h, len(x), -1), "which is still token 0"),
        (lambda x, h: x.reshape(len(x), h, -1), "swap the first two axes"),
        (lambda x, h: np.stack([x[:, i::h] for i in range(h)]), "every second"),
        (lambda x, h: x, "give (2, 4, 3), not (4, 6)"),
        (
            lambda x, h: x.reshape(len(x), h, -1).swapaxes(0, 1)[::-1],
            "head 1 of token 2 should be [15 16 17]",
        ),
    ],
)
def test_split(verdict, function, says):
    assert says in verdict(practice.check_split, function)


def by_rows(heads, w_o):
    return heads @ w_o.reshape(len(heads), -1, w_o.shape[1])


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (by_rows, "Right"),
        (lambda heads, w_o: by_rows(heads, w_o).sum(axis=0), "their sum"),
        (lambda heads, w_o: heads @ w_o[:2], "the first rows of W_O"),
        (
            lambda heads, w_o: np.stack(
                [h @ w_o[i::3] for i, h in enumerate(heads)]
            ),
            "every third row",
        ),
        (lambda heads, w_o: by_rows(heads, w_o) / 3, "the numbers are not"),
        (lambda heads, w_o: heads, "give (3, 5, 4), not (3, 5, 2)"),
    ],
)
def test_contributions(verdict, function, says):
    assert says in verdict(practice.check_contributions, function)


@pytest.mark.parametrize(
    ("count", "says"),
    [
        (2_362_368, "Right: 2,362,368"),
        (4 * 768**2, "Each has a bias too"),
        (3 * 768**2 + 3 * 768, "a fourth matrix"),
        (12 * 2_362_368, "Together the heads are as wide"),
        (4 * 768 * 64, "that is one head, without biases"),
        (4 * 768**2 + 4 * 64, "not as one of them"),
        (1, "Count four matrices"),
    ],
)
def test_parameters(verdict, count, says):
    assert says in verdict(practice.check_parameters, count)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda p, h: 1 / -(-p // h), "Right"),
        (lambda p, h: 1 / np.ceil(p / h), "Right"),
        (lambda p, h: 1 / p, "right for one head"),
        (lambda p, h: h / p, "8 heads and 2 places give 4"),
        (lambda p, h: min(1, h / p), "a place has a head, not a share"),
        (lambda p, h: 1.0, "2 places and 1 heads give 0.5, not 1"),
        (lambda p, h: [p, h], "one number is asked for"),
    ],
)
def test_least_weight(verdict, function, says):
    assert says in verdict(practice.check_least_weight, function)


@pytest.mark.parametrize(
    ("kib", "says"),
    [
        (320, "Right: 320 KiB"),
        (160, "the keys or the values"),
        (2560, "that counts 64 heads"),
        (4, "that is one layer"),
        (40, "that is one head"),
        (327_680, "that is in bytes"),
        (327.68, "that is in kB"),
        (7, "7 KiB. Multiply"),
    ],
)
def test_cache(verdict, kib, says):
    assert says in verdict(practice.check_cache, kib)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda facts, heads: -(-facts // heads), "Right"),
        (lambda facts, heads: facts / heads, "no half layers"),
        (lambda facts, heads: facts // heads, "that nobody fetches"),
        (lambda facts, heads: facts, "All heads of a layer look at once"),
        (lambda facts, heads: 0, "At least one layer"),
        (lambda facts, heads: facts + 1, "and 1 would do"),
        (lambda facts, heads: [1, 2], "one number is asked for"),
    ],
)
def test_stack(verdict, function, says):
    assert says in verdict(practice.check_stack, function)


SHAPES = {
    "query": (8, 5, 64),
    "key": (8, 7, 64),
    "weights": (8, 5, 7),
    "output": (5, 512),
}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({}, "Right"),
        ({"query": (8, 7, 64)}, "the queries come from the target"),
        ({"query": (8, 5, 512)}, "its share of the width"),
        ({"key": [8, 5, 64]}, "the keys come from the source"),
        ({"weights": (8, 7, 5)}, "rows are those who look"),
        ({"weights": (5, 7)}, "each head has weights of its own"),
        ({"output": (7, 512)}, "one output for each token that looks"),
        ({"output": (8, 5, 64)}, "before they are joined"),
        ({"output": (1, 2, 3)}, "output is not (1, 2, 3)"),
        ({"output": 512}, "output is no shape: 512"),
    ],
)
def test_cross_shapes(verdict, wrong, says):
    answers = (SHAPES | wrong).values()
    assert says in verdict(practice.check_cross_shapes, *answers)


def pairs(right):
    return right[0::2] & right[1::2]


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda r: (r.mean(), pairs(r).mean()), "Right"),
        (lambda r: (r.mean(), r.mean() ** 2), "not the square"),
        (lambda r: (r.mean(), (r[0::2] | r[1::2]).mean()), "*both* twins"),
        (lambda r: (r.mean(), (r[:-1] & r[1:]).mean()), "never 1 with 2"),
        (lambda r: (r.mean(), pairs(r).sum() / len(r)), "number of pairs"),
        (lambda r: (r.sum(), pairs(r).mean()), "is the mean of `right`"),
        (lambda r: (r.mean(), 0.1), "are right in both twins"),
        (lambda r: r.mean(), "return two numbers"),
    ],
)
def test_twins(verdict, function, says):
    assert says in verdict(practice.check_twins, function)


def next_head(loss, gone, n_heads, pick=min):
    left = [head for head in range(n_heads) if head not in gone]
    return pick(left, key=lambda head: loss([*gone, head]))


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (next_head, "Right"),
        (
            lambda loss, gone, n: next_head(lambda g: loss(g[-1:]), gone, n),
            "head 0 stands in for it",
        ),
        (lambda *a: next_head(*a, pick=max), "The least is asked"),
        (lambda loss, gone, n: 0, "head 0 is gone already"),
        (lambda loss, gone, n: -1, "return the number of one head"),
    ],
)
def test_next_head(verdict, function, says):
    assert says in verdict(practice.check_next_head, function)


def test_the_checks_of_a_lesson_need_no_torch():
    check = "import sys; sys.exit('torch' in sys.modules)"
    importing = f"import unmasked.practice.multi_head_attention; {check}"
    subprocess.run([sys.executable, "-c", importing], check=True)
