"""What stands in the lesson by hand: paper arithmetic."""

import re
from fractions import Fraction

import numpy as np
import pytest

from course.project import HERE

LESSON = (HERE.docs / "transformer" / "self-attention.md").read_text("utf-8")


def rows_after(header: str) -> list[list[str]]:
    """The cells of the table that begins with this header."""
    table = LESSON[LESSON.index(header) :].split("\n\n")[0]
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [
        [c.strip() for c in line.strip("|").split("|")] for line in lines[2:]
    ]


def vector(cell: str) -> np.ndarray:
    numbers = cell.strip("()").replace("−", "-").split(",")
    return np.array([float(number) for number in numbers])


def matrix(name: str) -> np.ndarray:
    cells = re.search(
        rf"{name} = \\begin{{pmatrix}}(.+?)\\end{{pmatrix}}", LESSON
    )
    assert cells
    entries = [float(n) for n in re.findall(r"-?\d", cells[1])]
    return np.array(entries).reshape(2, 2)


def test_the_first_row_on_paper_adds_up():
    rows = rows_after("| looks at | score |")
    bank = vector(rows[2][4])
    total = sum(int(row[2]) for row in rows)
    for _, score, power, weight, x in rows:
        assert int(score) == bank @ vector(x)
        assert int(power) == 2 ** int(score)
        assert Fraction(weight) == Fraction(int(power), total)


@pytest.mark.parametrize(
    ("column", "name"), [(2, "W_Q"), (3, "W_K"), (4, "W_V")]
)
def test_the_projections_on_paper_are_right(column, name):
    for row in rows_after("| word | vector $x$ |"):
        projected = vector(row[1]) @ matrix(name)
        np.testing.assert_array_equal(vector(row[column]), projected)


def test_the_output_on_paper_is_right():
    rows = rows_after("| word | vector $x$ |")
    query = vector(rows[2][2])
    powers = np.array([2 ** (query @ vector(row[3])) for row in rows])
    weights = powers / powers.sum()
    np.testing.assert_allclose(weights, [1 / 6, 4 / 6, 1 / 6])
    output = sum(w * vector(r[4]) for w, r in zip(weights, rows, strict=True))
    np.testing.assert_allclose(output, [1.5, -1.5])
