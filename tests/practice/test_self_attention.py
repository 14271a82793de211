"""Each exercise, tried with right, wrong and half-right answers."""

import subprocess
import sys

import numpy as np
import pytest

from unmasked.from_scratch.scaled_dot_product import softmax
from unmasked.practice import self_attention as practice
from unmasked.practice._answers import BLANK

BLANKS = {
    "check_hand_weights": ([..., ..., ...],),
    "check_river": ([0, 4, 2], [..., ..., ...]),
    "check_money_query": ([[0, 1], [..., 0]],),
    "check_scale": (lambda d: ...,),
    "check_softmax": (lambda scores: ...,),
    "check_mask": (...,),
    "check_shuffle": (lambda f, x, order: ...,),
    "check_score_memory": (...,),
    "check_card_head": (lambda w, tokens: ..., {}),
}


def test_every_check_is_tried_with_a_blank():
    checks = {name for name in practice.__all__ if name.startswith("check")}
    assert checks == set(BLANKS)


@pytest.mark.parametrize("name", BLANKS)
def test_a_blank_is_not_an_error(verdict, name):
    assert verdict(getattr(practice, name), *BLANKS[name]) == BLANK


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ([0, 0.6, 0.4], "'bank' becomes (1.60, 0.40)"),
        ([0, 1, 0], "on 'river the bank': it becomes (0.00, 0.00)"),
        ([0.2, 0.6, 0.4], "Not yet: the weights sum to 1.2"),
        ([-0.5, 1, 0.5], "Not yet: a negative weight"),
        ([1 / 3, 1 / 3, 1 / 3], "'bank' becomes (1.00, 0.33)"),
        ([0, 1], "has shape (2,), it should have (3,)"),
    ],
)
def test_hand_weights(verdict, weights, says):
    assert says in verdict(practice.check_hand_weights, weights)


POWERS = np.array([1, 16, 4])


@pytest.mark.parametrize(
    ("scores", "weights", "says"),
    [
        ([0, 4, 2], POWERS / 21, "Right"),
        ([0, 4, 2], softmax(np.array([0, 4, 2]) / np.sqrt(2)), "Right"),
        ([0, 2, 2], POWERS / 21, "river·river is not 2"),
        ([0, 4, 2], POWERS, "the powers are right. Divide them"),
        ([0, 4, 2], [0, 4 / 6, 2 / 6], "these are the scores over their sum"),
        ([0, 4, 2], [0.1, 0.1, 0.1], "sum to 0.3, not to 1"),
        ([0, 4, 2], [0.2, 0.6, 0.2], "the weights are not 2ˢ/Σ2ˢ"),
    ],
)
def test_river(verdict, scores, weights, says):
    assert says in verdict(practice.check_river, scores, weights)


@pytest.mark.parametrize(
    ("w_query", "says"),
    [
        ([[0, 1], [-1, 0]], "Right"),
        ([[-2, 1], [0, 1]], "Right"),
        ([[0, -1], [1, 0]], "'bank' puts 0.11 on 'money'"),
        ([[0, 0], [0, 0]], "Its query is (0, 0)"),
        ([[0, 1], [1, 1]], "It should ask for money alone"),
    ],
)
def test_money_query(verdict, w_query, says):
    assert says in verdict(practice.check_money_query, w_query)


@pytest.mark.parametrize(
    ("scale", "says"),
    [
        (lambda d: 4 / d**0.5, "Right"),
        (lambda d: d**-0.5, "the same for every d, but it is 0.25, not 1"),
        (lambda d: 1, "It still grows with d"),
        (lambda d: 16 / d, "You divide by too much: √d, not d"),
        (lambda d: 2 / d**0.5, "but it is 0.5, not 1"),
        (lambda d: 1 / (d - d), "it stops with ZeroDivisionError"),
    ],
)
def test_scale(verdict, scale, says):
    assert says in verdict(practice.check_scale, scale)


def exp_over_sum(scores, axis=-1, shift=0.0):
    powers = np.exp(scores - shift)
    return powers / powers.sum(axis=axis, keepdims=True)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (softmax, "Right"),
        (lambda s: np.exp(s) / np.exp(s).sum(), "all entries together"),
        (lambda s: exp_over_sum(s, axis=0), "the columns sum to 1"),
        (np.exp, "the rows do not sum to 1"),
        (lambda s: s / s.sum(-1, keepdims=True), "not exp(s)/Σexp(s)"),
        (exp_over_sum, "exp(1000) overflows"),
        (lambda s: exp_over_sum(s, shift=s.max()), "Give each row its own"),
        (lambda s: s.sum(-1), "The shape must stay"),
    ],
)
def test_softmax(verdict, function, says):
    assert says in verdict(practice.check_softmax, function)


CAUSAL, REAL = np.tri(5, dtype=bool), np.arange(5) < 3
BOTH = CAUSAL & REAL


@pytest.mark.parametrize(
    ("mask", "says"),
    [
        (BOTH, "Right"),
        (BOTH & REAL[:, None], "Right"),
        (CAUSAL, "position 3 may look at position 3, which is padding"),
        (REAL, "position 0 may look at position 1, which comes later"),
        (~BOTH, "upside down"),
        (np.tri(5, k=-1, dtype=bool) & REAL, "a position must see itself"),
        (BOTH.astype(int), "the mask holds int64. Make it boolean"),
        (np.eye(5, dtype=bool) & REAL, "kept from position 0, a real token"),
        (np.ones((4, 4), dtype=bool), "shape (4, 4) does not fit"),
    ],
)
def test_mask(verdict, mask, says):
    assert says in verdict(practice.check_mask, mask)


@pytest.mark.parametrize(
    ("expected", "says"),
    [
        (lambda f, x, order: f(x)[order], "Right"),
        (lambda f, x, order: f(x[order]), "Right"),
        (lambda f, x, order: f(x), "That is invariance"),
        (lambda f, x, order: f(x)[np.argsort(order)], "the other way"),
        (lambda f, x, order: x[order], "the largest difference is"),
        (lambda f, x, order: f(x)[:2], "has shape (2, 3), not (5, 3)"),
    ],
)
def test_shuffle(verdict, expected, says):
    assert says in verdict(practice.check_shuffle, expected)


@pytest.mark.parametrize(
    ("gib", "says"),
    [
        (64, "Right: 64 GiB"),
        (2, "that is one head"),
        (32, "that counts numbers"),
        (64 / 32768, "n² numbers a head"),
        (68.7, "that is in GB"),
        (2**36, "that is in bytes"),
        (5, "5 GiB. Multiply"),
    ],
)
def test_score_memory(verdict, gib, says):
    assert says in verdict(practice.check_score_memory, gib)


# The head that training finds, written down: match names, hand over colors.
FOUND = {
    "query": 9 * np.eye(10)[:, :6],
    "key": 9 * np.eye(10)[:, :6],
    "value": np.eye(10)[:, 6:],
}


def card_head(w, tokens, axis=-1, power=np.exp, query=slice(-1, None)):
    scores = tokens[:, query] @ w["query"] @ (tokens @ w["key"]).swapaxes(1, 2)
    powers = power(scores - scores.max())
    weights = powers / powers.sum(axis=axis, keepdims=True)
    return (weights @ (tokens @ w["value"]))[:, 0]


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (card_head, "Right: 100% of 1000 rounds that it never saw"),
        (
            lambda w, t: (t @ w["value"]).mean(axis=1),
            "When everybody passes the card on, the head answers the same",
        ),
        (
            lambda w, t: card_head(w, t, axis=0),
            "depends on the other rounds: the softmax runs along the wrong",
        ),
        (
            lambda w, t: card_head(w, t) * 3,
            "the weights do not sum to 1",
        ),
        (
            lambda w, t: card_head({**w, "query": w["query"] * 0.01}, t),
            "and confuses them",
        ),
        (lambda w, t: t @ w["value"], "shape (1000, 7, 4), it should be"),
        (lambda w, t: card_head(w, t) * np.nan, "infinities or nan"),
        (lambda w, t: w["values"], "it stops with KeyError"),
    ],
)
def test_card_head(verdict, head, says):
    assert says in verdict(practice.check_card_head, head, FOUND)


def test_cards_are_dealt_by_the_rules():
    tokens, answers = practice.deal_cards(50)
    people, colors = tokens[:, :-1, :6], tokens[:, :-1, 6:]
    np.testing.assert_array_equal(people.sum(axis=1), 1)
    np.testing.assert_array_equal(colors.sum(axis=2), 1)
    np.testing.assert_array_equal(tokens[:, -1, 6:], 0)
    for asked, names, cards, answer in zip(
        tokens[:, -1, :6], people, colors, answers, strict=True
    ):
        assert cards[names @ asked == 1].argmax() == answer


def test_the_checks_of_a_lesson_need_no_torch():
    check = "import sys; sys.exit('torch' in sys.modules)"
    importing = f"import unmasked.practice.self_attention; {check}"
    subprocess.run([sys.executable, "-c", importing], check=True)
