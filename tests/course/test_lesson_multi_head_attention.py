"""What stands in the lesson by hand: paper arithmetic."""

import re
from fractions import Fraction

import numpy as np
import pytest
import torch

from course.project import HERE
from unmasked.practice.multi_head_attention._output_rows import FOUND

LESSON = (HERE.docs / "transformer" / "multi-head-attention.md").read_text(
    "utf-8"
)


def rows_after(header: str) -> list[list[str]]:
    """The cells of the table that begins with this header."""
    table = LESSON[LESSON.index(header) :].split("\n\n")[0]
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [
        [c.strip() for c in line.strip("|").split("|")] for line in lines[2:]
    ]


def pair(cell: str) -> np.ndarray:
    return np.array([float(n) for n in re.findall(r"\d+", cell)])


WORDS = rows_after("| word | vector $x$ |")
WEIGHTS = rows_after("| looks at | head 1")


def test_the_projections_on_paper_are_right():
    for _, x, query, key in WORDS:
        np.testing.assert_array_equal(pair(query), pair(x)[::-1])
        np.testing.assert_array_equal(pair(key), pair(x))


@pytest.mark.parametrize("head", [0, 1])
def test_the_rows_of_bank_on_paper_are_right(head):
    bank = next(row for row in WORDS if row[0] == "bank")
    query = pair(bank[2])[head]
    scores = [query * pair(row[3])[head] for row in WORDS]
    total = sum(2**score for score in scores)
    for row, score in zip(WEIGHTS, scores, strict=True):
        said = pair(row[1 + 2 * head])
        np.testing.assert_array_equal(said, [score, 2**score])
        assert Fraction(row[2 + 2 * head]) == Fraction(2**score / total)


def found(sentence: str) -> list[float]:
    """What the two heads find for bank, by the rules of the page."""
    vectors = {row[0]: pair(row[1]) for row in WORDS}
    x = np.array([vectors[word] for word in sentence.split()])
    bank = sentence.split().index("bank")
    heads = []
    for head in range(2):
        powers = 2 ** (x[bank, 1 - head] * x[:, head])
        heads.append(powers / powers.sum() @ x[:, head])
    return heads


@pytest.mark.parametrize("sentence", FOUND)
def test_the_exercise_knows_what_the_heads_find(sentence):
    np.testing.assert_allclose(FOUND[sentence], found(sentence))


def test_the_output_on_paper_is_right():
    np.testing.assert_allclose(found("the river bank money"), [5 / 4, 5 / 4])
    assert r"(\tfrac54, \tfrac54)" in LESSON


def test_a_view_of_swapped_axes_is_refused():
    assert "`RuntimeError`" in LESSON
    heads = torch.zeros(2, 4, 5, 8)
    with pytest.raises(RuntimeError, match="view size is not compatible"):
        heads.transpose(1, 2).view(2, 5, 32)
