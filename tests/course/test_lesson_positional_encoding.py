"""What stands in the lesson by hand: paper arithmetic."""

import re

import numpy as np
import torch

from course.project import HERE
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


def test_the_slopes_of_eight_heads_are_as_said():
    assert "the slopes are ½, ¼, … 1/256" in LESSON
    expected = torch.tensor([2.0**-h for h in range(1, 9)])
    torch.testing.assert_close(alibi_slopes(8), expected)


def test_a_vector_of_a_paper_wide_encoding_is_sixteen_long():
    assert "- [x] 16 for all positions, since" in LESSON
    encoded = sinusoidal_positions(np.arange(300), d_model=512)
    np.testing.assert_allclose(np.linalg.norm(encoded, axis=1), 16)
