"""What stands in the lesson by hand: paper arithmetic, and what it claims."""

import math
import re

import numpy as np
import pytest
import torch

from course.project import HERE
from unmasked.experiments import activation_choice, load
from unmasked.feed_forward import GatedMLP, relu, silu, two_thirds_d_ff
from unmasked.models import llama

LESSON = (HERE.docs / "transformer" / "feed-forward.md").read_text("utf-8")


def rows_after(header: str) -> list[list[str]]:
    """The cells of the table that begins with this header."""
    table = LESSON[LESSON.index(header) :].split("\n\n")[0]
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [
        [c.strip() for c in line.strip("|").split("|")] for line in lines[2:]
    ]


TABLE = np.array([row[1:] for row in rows_after("| phrase |")], dtype=float)


def test_the_table_is_exclusive_or():
    a, b, unkind = TABLE.T
    np.testing.assert_array_equal(unkind, a != b)


def test_no_weighted_sum_gives_it_and_the_attempt_on_paper_gives_two():
    features = np.c_[TABLE[:, :2], np.ones(4)]
    weights = np.linalg.solve(features[:3], TABLE[:3, 2])
    assert features[3] @ weights == pytest.approx(2)
    assert "comes out as 2" in LESSON


def test_two_units_give_it():
    bias = np.array([0, -1])
    hidden = np.maximum(TABLE[:, :2].sum(axis=1, keepdims=True) + bias, 0)
    np.testing.assert_allclose(hidden @ [1, -2], TABLE[:, 2])


def test_one_bilinear_unit_gives_it():
    a, b, unkind = TABLE.T
    np.testing.assert_allclose((a - b) * (a - b), unkind)


def test_two_silu_gates_give_an_exact_product():
    g = torch.linspace(-5, 5, 21, dtype=torch.double)
    torch.testing.assert_close(silu(g) - silu(-g), g)


def bar(tail: float) -> float:
    """Where Student's t with 3 degrees of freedom leaves this much above."""
    low, high = 0.0, 99.0
    for _ in range(60):
        t = (low + high) / 2
        r = t / math.sqrt(3)
        above = 0.5 - (r / (1 + r * r) + math.atan(r)) / math.pi
        low, high = (t, high) if above > tail else (low, t)
    return t


def test_the_bars_for_four_seeds_are_those_of_the_t_distribution():
    assert f"{bar(0.025):.1f} standard errors" in LESSON
    assert f"the bar is at {bar(0.025 / 8):.1f}" in LESSON
    assert len(load("activation_choice")) == 4


def test_the_widths_are_those_of_the_published_models():
    assert two_thirds_d_ff(4096, multiple_of=256) == llama.LLAMA_2_7B.d_ff
    for config, multiple in (
        (llama.LLAMA_3_8B, 1024),
        (llama.LLAMA_3_70B, 4096),
    ):
        width = two_thirds_d_ff(
            config.d_model, multiple_of=multiple, multiplier=1.3
        )
        assert width == config.d_ff


def test_a_gated_layer_of_no_activation_is_bilinear():
    torch.manual_seed(0)
    layer = GatedMLP(d_model=4, d_ff=6, activation=torch.nn.Identity())
    x = torch.randn(3, 4)
    torch.testing.assert_close(layer(2 * x), 4 * layer(x))


def test_a_relu_at_the_end_writes_nothing_negative():
    assert relu(torch.randn(100)).min() == 0
    assert "nothing negative passes the last ReLU" in LESSON


def test_all_models_of_the_comparison_saw_the_same_seeds():
    choice = load("activation_choice")
    for found in choice.values():
        assert list(found["loss"]) == list(activation_choice.LAYERS)


def test_the_questions_of_the_quiz_are_fifteen():
    quiz = LESSON[
        LESSON.index("## Quiz {#quiz}") : LESSON.index("## Lab {#lab}")
    ]
    assert len(re.findall(r"^```quiz ", quiz, re.M)) == 15
