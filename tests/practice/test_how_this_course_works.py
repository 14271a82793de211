"""Each exercise, tried with right, wrong and half-right answers."""

import pytest

from unmasked.practice import how_this_course_works as practice
from unmasked.practice._answers import BLANK

W = 0.1542
F = 0.9 ** (-1 / W) - 1
BLANKS = {
    "check_curve": lambda t, s: ...,
    "check_exam": lambda known, if_known, if_missed: ...,
    "check_questions": ...,
}


@pytest.mark.parametrize("name", practice.__all__)
def test_a_blank_is_not_an_error(verdict, name):
    assert verdict(getattr(practice, name), BLANKS[name]) == BLANK


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda t, s: (1 + F * t / s) ** -W, "Right"),
        (lambda t, s: 1 / (1 + F * (t / s)) ** W, "Right"),
        (lambda t, s: 0.9 ** (t / s), "the exponential curve"),
        (lambda t, s: (1 + F * t / s) ** W, "rises with time"),
        (lambda t, s: (1 + t / s) ** -W, "without F"),
        (lambda t, s: (1 + F * s / t) ** -W, "days over stability"),
        (lambda t, s: (1 + F * t[0] / s[0]) ** -W, "gave shape ()"),
        (lambda t, s: 1 + F * t / s, "it is not"),
        (lambda t, s: t / "s", "stops with"),
    ],
)
def test_curve(verdict, function, says):
    assert says in verdict(practice.check_curve, function)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (2000, "Right"),
        (200, "the square root"),
        (2, "spread more"),
        (80, "the spread is 3.4 points"),
        (0, "above 0"),
        ("many", "not all numbers"),
        ([1, 2], "shape (2,)"),
    ],
)
def test_questions(verdict, answer, says):
    assert says in verdict(practice.check_questions, answer)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda p, a, b: p * a + (1 - p) * b, "Right"),
        (lambda p, a, b: b + p * (a - b), "Right"),
        (lambda p, a, b: p * a, "that failed is missing"),
        (lambda p, a, b: (a + b) / 2, "the plain mean"),
        (lambda p, a, b: (1 - p) * a + p * b, "exchanged"),
        (lambda p, a, b: p * a * b, "it is not 0.360"),
        (lambda p, a, b: [a, b], "this has (2,)"),
    ],
)
def test_exam(verdict, function, says):
    assert says in verdict(practice.check_exam, function)
