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


def test_every_lab_stands_beside_the_lesson_that_leads_to_it():
    rows = re.findall(
        r"\]\(\.\./([\w/-]+\.md)\) \| \[[^]]+\]\((\w+)\.ipynb", TEXT
    )
    assert len(rows) == len(LABS)
    for lesson, lab in rows:
        text = (HERE.docs / lesson).read_text("utf-8")
        assert f"(../labs/{lab}.ipynb)" in text
