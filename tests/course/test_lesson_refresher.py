"""What stands in the refresher by hand: the network on paper."""

import re
from fractions import Fraction

import numpy as np
import torch
import torch.nn.functional as F

from course.project import HERE

LESSON = (HERE.docs / "start" / "refresher.md").read_text("utf-8")


def matrix(name: str) -> np.ndarray:
    """The matrix that the page prints after `name =`."""
    body = re.search(
        rf"{name} = \\begin{{pmatrix}}(.+?)\\end{{pmatrix}}", LESSON, re.DOTALL
    )
    assert body
    text = re.sub(r"\\tfrac(\d)(\d)", r"\1/\2", body[1]).replace("\n", " ")
    return np.array(
        [
            [float(Fraction(cell.strip())) for cell in row.split("&")]
            for row in text.split(r"\\")
        ]
    )


def test_the_gradients_on_paper_are_autograds():
    w1, w2 = (
        torch.tensor(matrix(name), requires_grad=True)
        for name in ("W_1", "W_2")
    )
    hidden = (torch.tensor([1.0, 2.0], dtype=torch.float64) @ w1).relu()
    scores = hidden @ w2
    F.cross_entropy(scores, torch.tensor(0)).backward()
    np.testing.assert_array_equal(hidden.detach(), [3, 1, 0])
    np.testing.assert_array_equal(scores.detach(), [2, 2])
    np.testing.assert_allclose(matrix(r"\\mathrm\{d\}W_1"), w1.grad)
    np.testing.assert_allclose(matrix(r"\\mathrm\{d\}W_2"), w2.grad)
