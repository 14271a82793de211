"""The page of labs lists every lab with its lesson."""

import re

from course.project import HERE

TEXT = (HERE.docs / "labs" / "index.md").read_text("utf-8")
LABS = {
    path.stem
    for path in (HERE.docs / "labs").glob("*.py")
    if not path.stem.endswith("_solutions")
}


def test_every_lab_is_listed_with_its_solutions():
    rows = re.findall(
        r"\]\((\w+)\.ipynb\) \| \[solutions\]\((\w+)\.ipynb", TEXT
    )
    assert {lab for lab, _ in rows} == LABS
    assert all(solutions == f"{lab}_solutions" for lab, solutions in rows)


def test_every_lesson_that_has_a_lab_is_listed():
    lessons = [
        f"../{path.relative_to(HERE.docs).as_posix()}"
        for folder in ("start", "transformer")
        for path in (HERE.docs / folder).glob("*.md")
        if "](../labs/" in path.read_text("utf-8")
    ]
    assert len(lessons) >= len(LABS)
    assert [lesson for lesson in lessons if f"({lesson})" not in TEXT] == []
