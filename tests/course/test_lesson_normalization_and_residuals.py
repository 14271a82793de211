"""What stands in the lesson by hand: paper arithmetic."""

import re
from fractions import Fraction

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from course.project import HERE

LESSON = (
    HERE.docs / "transformer" / "normalization-and-residuals.md"
).read_text("utf-8")


def tuples(text: str) -> list[list[float]]:
    """The vectors in parentheses of a piece of the page, as numbers."""
    text = re.sub(r"\\tfrac(\d)(\d)", r"\1/\2", text)
    found = re.findall(r"\((-?[\d./]+(?:, -?[\d./]+)+)\)", text)
    return [[float(Fraction(n)) for n in one.split(", ")] for one in found]


def part(start: str, end: str) -> str:
    return LESSON[LESSON.index(start) : LESSON.index(end)]


def test_the_token_on_paper_is_normalized_step_by_step():
    token, centered, normal = tuples(
        part("Take a token of four features", "What comes out has mean 0")
    )
    x = torch.tensor(token)
    np.testing.assert_allclose(centered, (x - x.mean()).numpy())
    np.testing.assert_allclose(
        normal, F.layer_norm(x, (4,), eps=0.0).numpy(), rtol=1e-6
    )


def test_the_rms_on_paper_is_pytorch_s():
    token, _, normal = tuples(
        part(
            "The root is the **root mean square**", "Kept is **re-scaling"
        ).replace("9, 16, 0, 0", "(9, 16, 0, 0)")
    )
    x = torch.tensor(token)
    np.testing.assert_allclose(
        normal, F.rms_norm(x, (4,), eps=0.0).numpy(), rtol=1e-6
    )


def test_the_projection_is_the_jacobian_of_the_norm():
    # (I − 11ᵀ/d − n nᵀ/d)/s, as derived, against autograd.
    x = torch.tensor([0.0, 2.0, 2.0, 8.0], dtype=torch.float64)
    jacobian = torch.autograd.functional.jacobian(
        lambda v: F.layer_norm(v, (4,), eps=0.0), x
    )
    n = F.layer_norm(x, (4,), eps=0.0)
    derived = (torch.eye(4) - 1 / 4 - torch.outer(n, n) / 4) / 3
    torch.testing.assert_close(jacobian, derived.double(), atol=1e-7, rtol=0)


def test_one_spike_among_64_becomes_the_root_of_63():
    x = torch.zeros(64)
    x[0] = 100
    largest = F.layer_norm(x, (64,), eps=0.0).max().item()
    assert largest == pytest.approx(63**0.5, rel=1e-5)
    assert r"$\sqrt{63}$" in LESSON
