"""Each exercise, tried with right, wrong and half-right answers."""

import subprocess
import sys

import numpy as np
import pytest

from unmasked.practice import attention_is_all_you_need as practice
from unmasked.practice._answers import BLANK

BLANKS = {
    "check_waiting": ([50, ..., 30],),
    "check_training_cost": (...,),
    "check_shift": (lambda row: (..., ...),),
    "check_layer_parameters": (3_152_384, ...),
    "check_schedule": (lambda step, d_model, warmup: ...,),
    "check_smoothing": (lambda right, n, epsilon: ...,),
    "check_length_penalty": (lambda logp, n, alpha: ...,),
}


@pytest.mark.parametrize("name", practice.__all__)
def test_a_blank_is_not_an_error(verdict, name):
    assert verdict(getattr(practice, name), *BLANKS[name]) == BLANK


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ([50, 1, 30], "Right: 50 against 1"),
        ([50, 1, 31], "Right"),
        ([30, 1, 30], "so the two do not run side by side: add"),
        ([600, 1, 30], "the first is not 600"),
        ([50, 30, 30], "no position waits for another"),
        ([50, 6, 30], "the second is not 6. Count passes"),
        ([50, 1, 1], "30 tokens take 30 runs"),
        ([50, 1, 50], "The source is read in one pass"),
        ([50, 1, 7], "the third is not 7"),
        ([50, 1], "has shape (2,), it should have (3,)"),
    ],
)
def test_waiting(verdict, steps, says):
    assert says in verdict(practice.check_waiting, steps)


@pytest.mark.parametrize(
    ("cost", "says"),
    [
        (2.3e19, "Right"),
        (9.5e12 * 3.5 * 86400, "one of the eight GPUs"),
        (8 * 9.5e12 * 3.5, "seconds!"),
        (8 * 9.5e12 * 3.5 * 3600, "hours counted as days"),
        (8 * 9.5e12 * 3.5 * 24, "those are hours"),
        (8 * 9.5e12 * 43200, "that is the base model"),
        (8 * 9.5 * 3.5 * 86400, "tera is 10¹²"),
        (1e10, "times the answer"),
    ],
)
def test_training_cost(verdict, cost, says):
    assert says in verdict(practice.check_training_cost, cost)


@pytest.mark.parametrize(
    ("shift", "says"),
    [
        (lambda row: (row[:-1], row[1:]), "Right"),
        (lambda row: (row, row), "It would learn to copy"),
        (lambda row: (row[1:], row[:-1]), "the wrong way round"),
        (lambda row: (row[:-2], row[1:-1]), "never learn to stop"),
        (lambda row: (row[1:-1], row[2:]), "nothing to begin from"),
        (lambda row: (row[:-1], row[2:]), "3 inputs and 2 targets"),
        (lambda row: row[:-1], "give two lists"),
        (lambda row: row.shift(), "it stops with AttributeError"),
    ],
)
def test_shift(verdict, shift, says):
    assert says in verdict(practice.check_shift, shift)


@pytest.mark.parametrize(
    ("encoder", "decoder", "says"),
    [
        (3_152_384 - 2_048 + 0, 4_199_936, "Right"),
        (3_148_288, 4_196_864, "Norms aside"),
        (3_145_728, 4_194_304, "biases b₁ and b₂"),
        (3_150_336 - 512**2, 4_199_936, "a fourth, W_O"),
        (8 * 4 * 512**2 + 2_099_712, 1, "Heads do not multiply"),
        (3_150_336, 3_150_336, "attends twice"),
        (3_150_336, 5_000_000, "One more attention"),
        (7, 8, "7 for the encoder"),
    ],
)
def test_layer_parameters(verdict, encoder, decoder, says):
    assert says in verdict(practice.check_layer_parameters, encoder, decoder)


def test_the_right_answer_is_that_of_the_package_and_of_pytorch():
    from torch import nn

    def count(layer):
        return sum(p.numel() for p in layer.parameters())

    sizes = {"d_model": 512, "nhead": 8, "dim_feedforward": 2048}
    biases = 4 * 512  # of each attention; the paper's formulas have none
    encoder = count(nn.TransformerEncoderLayer(**sizes)) - biases
    decoder = count(nn.TransformerDecoderLayer(**sizes)) - 2 * biases
    assert (encoder, decoder) == (3_150_336, 4_199_936)


@pytest.mark.parametrize(
    ("rate", "says"),
    [
        (lambda s, d, w: d**-0.5 * min(s**-0.5, s * w**-1.5), "Right"),
        (lambda s, d, w: d**-0.5 * s**-0.5, "no way up"),
        (lambda s, d, w: d**-0.5 * s * w**-1.5, "still rising"),
        (lambda s, d, w: d**-0.5 * max(s**-0.5, s * w**-1.5), "no way up"),
        (lambda s, d, w: d**-0.5 * s / w**2, "warmup^(−3/2)"),
        (
            lambda s, d, w: d**-0.5 * min(s * w**-1.5, w**0.5 / s),
            "should halve it",
        ),
        (
            lambda s, d, w: 512**-0.5 * min(s**-0.5, s * w**-1.5),
            "a wider model gets a smaller rate",
        ),
    ],
)
def test_schedule(verdict, rate, says):
    assert says in verdict(practice.check_schedule, rate)


def smoothed(right, n, epsilon):
    target = np.full(n, epsilon / n)
    target[right] += 1 - epsilon
    return target


@pytest.mark.parametrize(
    ("target", "says"),
    [
        (smoothed, "Right: 0.92"),
        (lambda y, n, e: np.eye(n)[y], "without smoothing"),
        (lambda y, n, e: (1 - e) * np.eye(n)[y], "it sums to 0.9"),
        (
            lambda y, n, e: np.where(np.arange(n) == y, 1 - e, e / (n - 1)),
            "Nearly",
        ),
        (lambda y, n, e: np.full(n, 1 / n), "has 0.2, not 0.92"),
        (lambda y, n, e: np.array([0.05, 0, 0.9, 0, 0.05]), "share alike"),
        (lambda y, n, e: np.ones(3) / 3, "its shape is (3,)"),
    ],
)
def test_smoothing(verdict, target, says):
    assert says in verdict(practice.check_smoothing, target)


@pytest.mark.parametrize(
    ("score", "says"),
    [
        (lambda p, n, a: p / ((5 + n) / 6) ** a, "Right"),
        (lambda p, n, a: p / n**a, "divides by lengthᵅ"),
        (lambda p, n, a: p * ((5 + n) / 6) ** a, "punishes length twice"),
        (lambda p, n, a: p / ((5 + n) / 6), "with α = 0"),
        (lambda p, n, a: p / (1 + a * (n - 1) / 6), "α is an exponent"),
        (lambda p, n, a: p / ((6 + n) / 6) ** a, "the penalty is"),
    ],
)
def test_length_penalty(verdict, score, says):
    assert says in verdict(practice.check_length_penalty, score)


def test_the_checks_of_a_lesson_need_no_torch():
    check = "import sys; sys.exit('torch' in sys.modules)"
    importing = f"import unmasked.practice.attention_is_all_you_need; {check}"
    subprocess.run([sys.executable, "-c", importing], check=True)
