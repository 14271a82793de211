"""What stands in the lesson by hand: the paper's numbers."""

import math
import re

import pytest

from course.project import HERE
from unmasked.models.transformer import TRANSFORMER_BASE, TRANSFORMER_BIG
from unmasked.training.losses import IGNORE

LESSON = (HERE.docs / "transformer" / "attention-is-all-you-need.md").read_text(
    "utf-8"
)


def row(start: str) -> list[str]:
    """The cells of the first table row that begins with these words."""
    line = LESSON[LESSON.index(f"| {start}") :].split("\n")[0]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_table_of_sizes_is_that_of_the_package():
    cells = row("$\\dmodel$; heads; $\\dff$ | 512")
    for cell, config in [
        (cells[1], TRANSFORMER_BASE),
        (cells[2], TRANSFORMER_BIG),
    ]:
        sizes = [config.d_model, config.n_heads, config.d_ff]
        assert [int(n) for n in cell.split(";")] == sizes
    assert row("layers, in each half")[1] == str(TRANSFORMER_BASE.n_layers)
    assert float(row("dropout | 0.1")[1]) == TRANSFORMER_BASE.dropout


def test_the_steps_take_the_time_that_the_paper_says():
    # §5.2: 0.4 s a step for base, 1.0 s for big
    hours, days = 100_000 * 0.4 / 3600, 300_000 * 1.0 / 86_400
    assert hours == pytest.approx(12, abs=1)
    assert days == pytest.approx(3.5, abs=0.1)


def test_the_smoothed_target_on_paper_is_right():
    numbers = re.search(r"\*q\* = \((.+?)\)", LESSON)
    assert numbers
    q = [float(n) for n in numbers[1].split(",")]
    assert q == pytest.approx([0.02, 0.02, 0.92, 0.02, 0.02])
    assert sum(q) == pytest.approx(1)


def test_the_perplexities_quoted_fit_what_smoothing_costs():
    assert row("base | | 4.92")[2] == "4.92"
    assert row("(D) | smoothing")[2] == "4.67, 5.47"
    # 0.1 costs a model that gets nearly all right about −log 0.9 at most
    assert 0 < math.log(4.92 / 4.67) < -math.log(0.9)


def test_targets_that_only_fill_up_are_ignored_by_that_number():
    assert f"[2, {IGNORE}]" in LESSON
