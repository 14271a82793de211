import numpy as np
import pytest

from unmasked.experiments import fact_reach


@pytest.fixture(scope="module")
def reach():
    return fact_reach.measure(person="Ben", verb="fears", animal="owl")


def test_the_edited_fact_feels_all_of_it(reach):
    for share in reach.share.values():
        assert share[1, 1] == pytest.approx(1, abs=1e-4)


def test_the_weighed_edit_reaches_less_far(reach):
    plain, weighed = (
        np.abs(reach.share[how]).mean() for how in ("plain", "weighed")
    )
    assert weighed < plain / 3


def test_the_figure_marks_what_was_lost(reach):
    figure = fact_reach.draw(reach)
    marks = [sum(row.count("✗") for row in t.text) for t in figure.data]
    assert marks == [int(lost.sum()) for lost in reach.lost.values()]


def test_an_unknown_animal_is_refused():
    with pytest.raises(ValueError, match="'unicorn' is none of ant, bat"):
        fact_reach.measure(animal="unicorn")
