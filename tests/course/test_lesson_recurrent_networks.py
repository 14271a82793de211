"""What stands in the lesson by hand: paper arithmetic and printed answers."""

import contextlib
import io
import re
from math import tanh

import pytest

from course.project import HERE

LESSON = (HERE.docs / "start" / "recurrent-networks.md").read_text("utf-8")
NAMES = """
import numpy as np
import torch
from unmasked.recurrent import RNN
"""


def steps() -> list[list[float]]:
    """The table of three steps on paper, as numbers."""
    table = LESSON[LESSON.index("| step $t$ | input") :].split("\n\n")[0]
    lines = table.splitlines()[2:]
    return [[float(c) for c in line.strip("|").split("|")] for line in lines]


def test_the_three_steps_on_paper_follow_from_their_inputs():
    h = 0.0
    for _, x, total, state, slope in steps():
        assert total == pytest.approx(x + 0.5 * h, abs=0.005)
        h = tanh(x + 0.5 * h)
        assert state == pytest.approx(h, abs=0.005)
        assert slope == pytest.approx(1 - state**2, abs=1e-9)
        h = state


def test_the_gradients_on_paper_are_products_of_the_slopes():
    first, second, third = (row[4] for row in steps())
    for product, value in [
        (third, "0.75"),
        (third * 0.5 * second, "0.24"),
        (third * 0.5 * second * 0.5 * first, "0.0432"),
    ]:
        assert product == pytest.approx(float(value))
        assert value in LESSON


PRINTING = re.findall(
    r"```quiz (\S+) [^\n]*\nWhat does this print\?\n\n(.+?)\n\n- (.+?)\n```",
    LESSON,
    re.DOTALL,
)


def test_some_questions_ask_what_code_prints():
    assert len(PRINTING) >= 3


@pytest.mark.parametrize(
    ("code", "options"),
    [question[1:] for question in PRINTING],
    ids=[question[0] for question in PRINTING],
)
def test_the_code_in_a_question_prints_its_right_option_alone(code, options):
    printed = io.StringIO()
    lines = "\n".join(line.removeprefix("    ") for line in code.splitlines())
    with contextlib.redirect_stdout(printed):
        exec(NAMES + lines, {})
    right = re.search(r"\[x\] `(.+?)`", options)
    assert right
    assert printed.getvalue().strip() == right[1]
    wrong = re.findall(r"\[ \] `(.+?)`", options)
    assert right[1] not in wrong
