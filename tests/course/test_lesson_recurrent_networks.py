"""What stands in the lesson by hand: paper arithmetic."""

from math import tanh

import pytest

from course.project import HERE

LESSON = (HERE.docs / "start" / "recurrent-networks.md").read_text("utf-8")


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
