"""The questions of the course, taken together, must not give answers away."""

import re
from collections import Counter
from math import sqrt

import pytest

from course.page import parse
from course.project import HERE
from course.quizzes import bank

QUESTIONS = bank()
CHOICES = [question for question in QUESTIONS if question.kind == "one"]
LESSONS = sorted(
    HERE.name(path)
    for path in HERE.pages
    if re.search(r"^lesson:", path.read_text("utf-8"), re.MULTILINE)
)


def length(markdown: str) -> int:
    """Of what the reader sees, roughly: without marks and TeX commands."""
    return len(re.sub(r"\\[A-Za-z]+|[`*_${}\\]", "", markdown))


def surprise(count: int, chances: list[float]) -> float:
    """How many standard deviations a count lies above what chance gives."""
    expected = sum(chances)
    spread = sqrt(sum(p * (1 - p) for p in chances))
    return (count - expected) / spread


def test_there_are_questions():
    assert CHOICES, "without questions the other tests say nothing"


@pytest.mark.parametrize("extreme", [min, max])
def test_length_does_not_give_the_right_option_away(extreme):
    hits, chances = 0, []
    for question in CHOICES:
        lengths = [length(option.text) for option in question.options]
        (right,) = (o for o in question.options if o.right)
        alone = lengths.count(extreme(lengths)) == 1
        hits += alone and length(right.text) == extreme(lengths)
        chances.append(1 / len(question.options))
    assert surprise(hits, chances) < 2, f"{hits} of {len(CHOICES)}"


def test_right_options_stand_in_every_place():
    places = Counter(
        [option.right for option in question.options].index(True)
        for question in CHOICES
    )
    for place in range(4):
        asked = [q for q in CHOICES if len(q.options) > place]
        chances = [1 / len(question.options) for question in asked]
        assert surprise(places[place], chances) < 2.5, places


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_quiz_of_a_lesson_has_fifteen_questions(lesson):
    quiz = [q for q in QUESTIONS if (q.page, q.group) == (lesson, "quiz")]
    assert len(quiz) == 15


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_question_of_a_quiz_leads_back_to_a_section(lesson):
    text = (HERE.root / lesson).read_text("utf-8")
    page = parse(text, lesson)
    anchors = set(re.findall(r"\{#([\w-]+)", page.text))
    for question in QUESTIONS:
        if (question.page, question.group) == (lesson, "quiz"):
            assert question.section in anchors, question.id
