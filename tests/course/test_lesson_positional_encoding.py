"""What stands in the lesson by hand: paper arithmetic."""

import re

import numpy as np
import torch

from course.project import HERE
from unmasked.from_scratch.rotary import rotate
from unmasked.from_scratch.sinusoidal import sinusoidal_positions
from unmasked.positions import alibi_slopes

LESSON = (HERE.docs / "transformer" / "positional-encoding.md").read_text(
    "utf-8"
)


def test_the_encodings_by_hand_are_right():
    assert "Position 0 is $(0, 1, 0, 1)$" in LESSON
    said = re.search(r"which is\s+\$\(([\d., ]+)\)\$", LESSON)
    assert said
    one = sinusoidal_positions(np.array(1), d_model=4)
    assert [float(x) for x in said[1].split(",")] == one.round(2).tolist()


def test_the_quarter_turns_by_hand_are_right():
    # A quarter turn a step: positions in units of π/2 for a θ of 1.
    def score(m, n):
        q = rotate(np.array([[2.0, 0.0]]), np.array([m * np.pi / 2]))
        k = rotate(np.array([[1.0, 3.0]]), np.array([n * np.pi / 2]))
        return round(float(q[0] @ k[0]), 6)

    part = LESSON[LESSON.index("**On paper.** One pair") :].split("\n\n")[0]
    assert "the dot product is 6" in " ".join(part.split())
    assert r"(0, 2)\cdot(1, 3)$, again 6" in part
    assert r"$(2, 0)\cdot(1, 3) = 2$" in part
    assert r"$(-2, 0)\cdot(1, 3) = -2$" in part
    assert [score(3, 2), score(1, 0), score(5, 5), score(2, 0)] == [6, 6, 2, -2]


def test_the_slopes_of_eight_heads_are_as_said():
    assert "the slopes are ½, ¼, … 1/256" in LESSON
    expected = torch.tensor([2.0**-h for h in range(1, 9)])
    torch.testing.assert_close(alibi_slopes(8), expected)


def test_a_vector_of_a_paper_wide_encoding_is_sixteen_long():
    assert "- [x] 16 for all positions, since" in LESSON
    encoded = sinusoidal_positions(np.arange(300), d_model=512)
    np.testing.assert_allclose(np.linalg.norm(encoded, axis=1), 16)
