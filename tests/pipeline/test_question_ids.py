import pytest

from course import outputs
from course.question_ids import ledger, problems, update
from tests.pipeline.tiny_site import Site


def page(*ids):
    return "# Page\n\n" + "\n\n".join(
        f"```quiz {name}\nQ\n\n= 1\n\nSo.\n```" for name in ids
    )


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path)
    site.write(page("b", "a"))
    return site


def listed(site):
    return ledger(site.project).read_text("utf-8").split("\n")


def test_making_outputs_adds_new_ids_in_order(site):
    assert outputs.refresh(site.project) == []
    assert listed(site) == ["a", "b", ""]
    site.write(page("c", "b", "a"))
    assert update(site.project) == []
    assert listed(site) == ["a", "b", "c", ""]


def test_a_question_that_is_not_listed_is_missing(site):
    assert problems(site.project) == [
        f"docs/includes/question-ids.txt: {name} is missing: run make outputs"
        for name in ("a", "b")
    ]


def test_a_question_does_not_vanish(site):
    update(site.project)
    site.write(page("a"))
    (problem,) = update(site.project)
    assert problem.startswith(
        "docs/includes/question-ids.txt:2: no page asks b any more."
    )
    ledger(site.project).write_text("a\nb retired\n")
    assert problems(site.project) == []


def test_a_question_that_moves_keeps_its_id(site):
    update(site.project)
    site.write(page("a"))
    site.write(page("b"), "other.md")
    assert update(site.project) == []


def test_a_retired_id_is_not_given_again(site):
    ledger(site.project).parent.mkdir()
    ledger(site.project).write_text("a\nb retired\n")
    (problem,) = update(site.project)
    assert "b is retired: give the new question another id" in problem


@pytest.mark.parametrize("line", ["", "A", "a gone", "a  retired"])
def test_other_lines_are_errors(site, line):
    update(site.project)
    with ledger(site.project).open("a") as file:
        file.write(line + "\n")
    assert (
        f"question-ids.txt:3: not an id: {line!r}" in problems(site.project)[0]
    )


def test_an_id_stands_in_the_list_once(site):
    ledger(site.project).parent.mkdir()
    ledger(site.project).write_text("a\nb\nb retired\n")
    assert any("3: b stands here twice" in p for p in problems(site.project))
