"""What stands in the lesson by hand: paper arithmetic."""

import re
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


def test_the_squares_on_paper_are_those_of_the_matrix():
    found = re.findall(r"begin{pmatrix} (.*?) \\end", LESSON)
    j, square, shifted = (
        [[float(c) for c in line.split("&")] for line in m.split("\\\\")]
        for m in found
    )

    def times(a, b):
        columns = list(zip(*b, strict=True))
        return [
            [sum(x * y for x, y in zip(r, c, strict=True)) for c in columns]
            for r in a
        ]

    plus = [[j[0][0] + 1, j[0][1]], [j[1][0], j[1][1] + 1]]
    for one, two in [(times(j, j), square), (times(plus, plus), shifted)]:
        for left, right in zip(one, two, strict=True):
            assert left == pytest.approx(right)
