"""Each exercise, tried with right, wrong and half-right answers."""

import subprocess
import sys

import numpy as np
import pytest

from unmasked.practice import positional_encoding as practice
from unmasked.practice._answers import BLANK

BLANKS = {
    "check_learned_numbers": (..., 384, 0),
    "check_bits": (lambda p, n: ...,),
    "check_longest_wave": (lambda d: ...,),
    "check_shift": (lambda theta, k: [[..., ...], [..., ...]],),
    "check_clipped_row": (lambda i, j, k: ...,),
    "check_turn": (lambda z, p, theta: ...,),
    "check_order": (lambda d: ...,),
    "check_half_distance": (lambda slope: ...,),
    "check_count": (lambda a: ...,),
    "check_unseen_pairs": (lambda d, base, length: ...,),
}


@pytest.mark.parametrize("name", practice.__all__)
def test_a_blank_is_not_an_error(verdict, name):
    assert verdict(getattr(practice, name), *BLANKS[name]) == BLANK


def digits(p, n):
    return [p // 2**i % 2 for i in range(n)]


def rotation(angle):
    sin, cos = np.sin(angle), np.cos(angle)
    return np.array([[cos, sin], [-sin, cos]])


def unseen(d, base, length):
    return sum(length * base ** -(i / d) < 2 * np.pi for i in range(0, d, 2))


CASES = [
    ("bits", digits, "Right"),
    ("bits", lambda p, n: digits(p, n)[::-1], "ones, comes first"),
    ("bits", lambda p, n: [p // 2**i for i in range(n)], "remainder"),
    ("bits", lambda p, n: p % 2, "4 digits are asked for"),
    ("bits", lambda p, n: [0, 0, 0, 0], "6 is [0 1 1 0]"),
    (
        "longest_wave",
        lambda d: 2 * np.pi * 10_000 ** ((d - 2) / d),
        "Right",
    ),
    ("longest_wave", lambda d: 2 * np.pi * 1e4, "everybody quotes"),
    ("longest_wave", lambda d: 10_000 ** ((d - 2) / d), "a full turn"),
    ("longest_wave", lambda d: 2 * np.pi, "the shortest"),
    (
        "longest_wave",
        lambda d: 10_000 ** -((d - 2) / d) / (2 * np.pi),
        "turns per position",
    ),
    (
        "longest_wave",
        lambda d: 2 * np.pi * 10_000 ** ((d - 1) / d),
        "share the exponent",
    ),
    ("longest_wave", lambda d: [d, d], "one number"),
    ("shift", lambda theta, k: rotation(k * theta), "Right"),
    ("shift", lambda theta, k: rotation(-k * theta), "turns the other way"),
    ("shift", lambda theta, k: rotation(theta), "moves on by one"),
    ("shift", lambda theta, k: np.eye(2), "and is (0, 1)"),
    ("shift", lambda theta, k: k * theta, "(2, 2), not ()"),
    (
        "clipped_row",
        lambda i, j, k: max(-k, min(k, j - i)) + k,
        "Right",
    ),
    ("clipped_row", lambda i, j, k: max(-k, min(k, j - i)), "add k"),
    ("clipped_row", lambda i, j, k: np.clip(i - j, -k, k) + k, "sign"),
    ("clipped_row", lambda i, j, k: j - i + k, "rows 0 to 4"),
    ("turn", lambda z, p, t: z * np.exp(1j * p * t), "Right"),
    ("turn", lambda z, p, t: z + np.exp(1j * p * t), "To turn it, multiply"),
    ("turn", lambda z, p, t: z * np.exp(p * t), "without the i"),
    ("turn", lambda z, p, t: z * np.exp(-1j * p * t), "turns backward"),
    ("turn", lambda z, p, t: z * np.exp(1j * t), "position is missing"),
    ("turn", lambda z, p, t: z * np.cos(p * t), "real half"),
    ("turn", lambda z, p, t: z, "number 0 should be"),
    ("turn", lambda z, p, t: 1.0, "3 numbers come in"),
    ("order", lambda d: np.r_[0:d:2, 1:d:2], "Right"),
    ("order", lambda d: np.argsort(np.r_[0:d:2, 1:d:2]), "the way back"),
    ("order", np.arange, "pairs 0 with 3"),
    ("order", lambda d: [0, 0, 1, 1, 2, 2], "once"),
    ("half_distance", lambda m: np.log(2) / m, "Right"),
    ("half_distance", lambda m: 1 / m, "fallen by e"),
    ("half_distance", lambda m: 0.5 / m, "0.61"),
    ("half_distance", lambda m: m * np.log(2), "divide by it"),
    ("half_distance", lambda m: 3.0, "When is that"),
    ("count", lambda a: 1 / a - 1, "Right"),
    ("count", lambda a: 1 / a, "counts the tokens in view"),
    ("count", lambda a: 1 - a, "sees 2 tokens"),
    ("unseen_pairs", unseen, "Right: 23 of 32"),
    ("unseen_pairs", lambda d, b, n: d // 2, "goes round every 6.3"),
    ("unseen_pairs", lambda d, b, n: d // 2 - unseen(d, b, n), "do go round"),
    (
        "unseen_pairs",
        lambda d, b, n: unseen(d, b, 2 * np.pi * n),
        "2π radians, not one",
    ),
    ("unseen_pairs", lambda d, b, n: 1, "it should be 23 of 32"),
]


@pytest.mark.parametrize(("name", "function", "says"), CASES)
def test_functions(verdict, name, function, says):
    assert says in verdict(getattr(practice, f"check_{name}"), function)


def test_the_right_verdict_names_the_true_counts():
    assert unseen(64, 10_000.0, 64) == 23
    assert unseen(128, 500_000.0, 8192) == 29


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ((1024 * 768, 32 * 12, 0), "Right: 786,432, 384 and none"),
        ((1024, 384, 0), "has a vector, 768 long"),
        ((768, 384, 0), "places times width"),
        ((1024 * 768, 32, 0), "a number of its own"),
        ((1024 * 768, 32 * 144, 0), "serves all layers"),
        ((1024 * 768, 7, 0), "buckets times heads"),
        ((1024 * 768, 384, 32), "fixed by a formula"),
    ],
)
def test_learned_numbers(verdict, answers, says):
    assert says in verdict(practice.check_learned_numbers, *answers)


def test_the_checks_of_a_lesson_need_no_torch():
    check = "import sys; sys.exit('torch' in sys.modules)"
    importing = f"import unmasked.practice.positional_encoding; {check}"
    subprocess.run([sys.executable, "-c", importing], check=True)
