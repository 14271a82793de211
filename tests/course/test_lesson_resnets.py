"""What stands in the lesson by hand: paper arithmetic."""

from math import prod

import pytest

from course.project import HERE

LESSON = (HERE.docs / "start" / "resnets.md").read_text("utf-8")


def row(begins: str) -> list[float]:
    """The numbers of the table row that begins so."""
    line = next(line for line in LESSON.splitlines() if begins in line)
    cells = line.replace("−", "-").strip("| ").split("|")[1:]
    return [float(cell) for cell in cells]


def test_the_products_on_paper_are_those_of_their_factors():
    *slopes, plain = row("| plain: $F'$")
    *factors, shortcut = row("| with shortcut: $1 + F'$")
    assert factors == pytest.approx([1 + slope for slope in slopes])
    assert plain == pytest.approx(prod(slopes))
    assert shortcut == pytest.approx(prod(factors))
