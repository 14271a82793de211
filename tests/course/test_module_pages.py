"""The page of a module says of its lessons what the lessons say themselves."""

import re
from pathlib import Path

import pytest

from course.project import HERE

META = re.compile(r'^(?P<key>\w+): "?(?P<value>[^"\n]+)"?$', re.MULTILINE)
ROW = re.compile(r"^\|.*\d+\.\d+ .*\|$", re.MULTILINE)
LINK = re.compile(r"\]\(([\w/.-]+\.md)\)")
MODULES = [HERE.docs / name / "index.md" for name in ("start", "transformer")]
PARTS = ["map", "lessons", "prerequisites", "concepts", "outcomes"]


def meta(lesson: Path) -> dict[str, str]:
    before, *head = lesson.read_text("utf-8").split("---\n")[:2]
    found = META.finditer("" if before else head[0])
    return {match["key"]: match["value"] for match in found}


LESSONS = [path for path in HERE.pages if "lesson" in meta(path)]


def minutes(row: str) -> str:
    return row.strip("| ").split("|")[-1].strip()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_stands_in_the_table_of_its_module(lesson):
    table = ROW.findall((lesson.parent / "index.md").read_text("utf-8"))
    (row,) = [row for row in table if f"({lesson.name})" in row]
    about = meta(lesson)
    assert f"{about['lesson']} " in row
    assert minutes(row) == about["minutes"]
    assert about["lesson_count"] == str(len(table))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.parent.name)
def test_a_module_page_has_all_its_parts(module):
    text = module.read_text("utf-8")
    assert re.findall(r"^## .*\{#([\w-]+)\}$", text, re.MULTILINE) == PARTS
    assert text.count("](map:") == 1
    assert '!!! tip "New here? Start with…"' in text


def test_the_ways_through_add_up():
    path = (HERE.docs / "learning-path.md").read_text("utf-8")
    rows = [row for row in path.splitlines() if re.search(r"\d\d\d \|$", row)]
    assert rows
    for row in rows:
        lessons = [HERE.docs / target for target in LINK.findall(row)]
        total = sum(int(meta(lesson)["minutes"]) for lesson in lessons)
        assert minutes(row) == str(total)
