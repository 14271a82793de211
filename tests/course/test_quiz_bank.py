"""The questions of the course, taken together, must not give answers away."""

import re
from collections import Counter
from copy import deepcopy
from math import sqrt

import pytest

from course import question_ids
from course.page_parser import parse
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


def right_of(question) -> int:
    return [option.right for option in question.options].index(True)


def surprise(count: int, chances: list[float]) -> float:
    """How many standard deviations a count lies above what chance gives."""
    expected = sum(chances)
    spread = sqrt(sum(p * (1 - p) for p in chances))
    return (count - expected) / spread


def place_hint(questions) -> float:
    """How uneven the places of the right options are, in deviations of χ².

    Uses the cube-root normal approximation of χ² by Wilson and Hilferty.
    """
    total, degrees = 0.0, 0
    for size in {len(question.options) for question in questions}:
        asked = [q for q in questions if len(q.options) == size]
        places = Counter(map(right_of, asked))
        expected = len(asked) / size
        total += sum(
            (places[place] - expected) ** 2 / expected for place in range(size)
        )
        degrees += size - 1
    variance = 2 / (9 * degrees)
    return ((total / degrees) ** (1 / 3) - (1 - variance)) / sqrt(variance)


def length_hint(questions) -> float:
    """How far the right options rank above the middle in length.

    In standard deviations of a mean of ranks; options of the same length
    share theirs.
    """
    total, variance = 0.0, 0.0
    for question in questions:
        lengths = [length(option.text) for option in question.options]
        right = lengths[right_of(question)]
        rank = sum((other < right) + (other == right) / 2 for other in lengths)
        total += rank - len(lengths) / 2
        variance += (len(lengths) ** 2 - 1) / 12
    return total / sqrt(variance)


def test_there_are_questions():
    assert CHOICES, "without questions the other tests say nothing"


@pytest.mark.parametrize("extreme", [min, max])
def test_length_does_not_give_the_right_option_away(extreme):
    hits, chances = 0, []
    for question in CHOICES:
        lengths = [length(option.text) for option in question.options]
        right = lengths[right_of(question)]
        alone = lengths.count(extreme(lengths)) == 1
        hits += alone and right == extreme(lengths)
        chances.append(1 / len(question.options))
    assert surprise(hits, chances) < 2, f"{hits} of {len(CHOICES)}"


def test_right_options_are_as_long_as_the_others():
    assert abs(length_hint(CHOICES)) < 2.5


def test_right_options_stand_in_every_place():
    places = Counter(map(right_of, CHOICES))
    for place in range(4):
        asked = [q for q in CHOICES if len(q.options) > place]
        chances = [1 / len(question.options) for question in asked]
        assert surprise(places[place], chances) < 2.5, places


def test_places_taken_together_are_no_hint():
    assert place_hint(CHOICES) < 2.5, Counter(map(right_of, CHOICES))


def test_a_hint_would_be_noticed():
    longer, second = deepcopy(CHOICES), deepcopy(CHOICES)
    for question in longer:
        option = question.options[right_of(question)]
        option.text += ", because of this"
    for question in second:
        question.options.sort(key=lambda option: option.right)
        question.options.insert(1, question.options.pop())
    assert length_hint(longer) > 2.5
    assert place_hint(second) > 2.5


def test_every_id_is_on_record():
    assert question_ids.problems() == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_quiz_of_a_lesson_has_fifteen_questions(lesson):
    quiz = [q for q in QUESTIONS if (q.page, q.group) == (lesson, "quiz")]
    assert len(quiz) == 15


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_asks_what_code_prints(lesson):
    """That the option marked right is what it prints, the build sees to."""
    text = (HERE.root / lesson).read_text("utf-8")
    asked = text.count("\nWhat does this print?\n")
    assert asked == len(re.findall(r"```quiz \S+ \{print ", text)) >= 3


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_question_of_a_quiz_leads_to_a_section(lesson):
    """Of its own page, or, in the diagnostic, of another."""
    text = (HERE.root / lesson).read_text("utf-8")
    page = parse(text, lesson)
    anchors = set(re.findall(r"\{#([\w-]+)", page.text))
    for question in QUESTIONS:
        if (question.page, question.group) == (lesson, "quiz"):
            found = question.section in anchors
            assert found or question.teaches, question.id
