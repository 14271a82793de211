"""Every lesson has questions by which its tutor is measured."""

import re
import tomllib
from pathlib import Path

import pytest

from course.project import HERE

QUESTIONS = Path(__file__).parent / "questions"
FEWEST = 10
LESSON = re.compile(r"\A---\n(?:.+\n)*lesson:", re.MULTILINE)


def lessons() -> list[Path]:
    return [p for p in HERE.pages if LESSON.match(p.read_text("utf-8"))]


def question_set(lesson: Path) -> dict:
    return tomllib.loads((QUESTIONS / f"{lesson.stem}.toml").read_text("utf-8"))


@pytest.mark.parametrize("lesson", lessons(), ids=lambda path: path.stem)
def test_lesson_has_enough_questions_of_its_own(lesson: Path):
    path = QUESTIONS / f"{lesson.stem}.toml"
    assert path.exists(), f"write {path}, as self-attention.toml there"
    found = question_set(lesson)
    asked = [question["ask"] for question in found["question"]]
    assert len(set(asked)) == len(asked) >= FEWEST
    assert len(found["elsewhere"]) >= 5


@pytest.mark.parametrize("lesson", lessons(), ids=lambda path: path.stem)
def test_no_question_is_a_sentence_of_its_lesson(lesson: Path):
    text = " ".join(lesson.read_text("utf-8").lower().split())
    for question in question_set(lesson)["question"]:
        assert question["ask"].lower().rstrip("?") not in text


def test_every_set_belongs_to_a_lesson():
    names = {path.stem for path in lessons()}
    assert {path.stem for path in QUESTIONS.glob("*.toml")} <= names
