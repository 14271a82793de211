"""Practices: what runs in the reader's page is tried before a reader tries."""

import json
from textwrap import indent

import pytest

from course import outputs, practices, pyodide
from course.page import PageError
from course.page_parser import parse
from course.project import HERE
from tests.pipeline.tiny_site import Site

CHECK = """\
def check(x):
    print("Right." if x == 2 else "Not yet: one more.")"""
START = "x = ...\ncheck(x)"


def lesson(
    start: str = START,
    solution: str = "check(2)",
    before: str = CHECK,
    name: str = "add",
    fold: str = 'success "Solution"',
) -> str:
    return (
        f"# A\n\n```python\n{before}\n```\n\n"
        f'```python {{practice="{name}"}}\n{start}\n```\n\n??? {fold}\n\n'
        + indent(f"```python\n{solution}\n```\n", "    ")
        + "\n## Next\n"
    )


def problems(site: Site, *texts: str) -> list[str]:
    for number, text in enumerate(texts):
        path = site.project.docs / f"{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    pages, errors = outputs.pages_of(site.project)
    return errors + practices.problems(pages, site.project)


@pytest.fixture
def site(tmp_path) -> Site:
    folder = tmp_path / "code" / "unmasked" / "from_scratch"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "__init__.py").touch()
    (folder / "twice.py").write_text("def twice(x): return 2 * x\n")
    (folder / "heavy.py").write_text("import torch\n")
    return Site(tmp_path)


def test_a_practice_that_works_is_in_order(site):
    assert problems(site, lesson()) == []


def test_a_solution_may_use_the_package(site):
    solution = "from unmasked.from_scratch.twice import twice\ncheck(twice(1))"
    assert problems(site, lesson(solution=solution)) == []


FALSIFIED = {
    "the solution is wrong": (
        {"solution": "check(3)"},
        "0.md:15: the check of add does not find the solution right, but "
        "says:\nNot yet: one more.",
    ),
    "the solution fails": (
        {"solution": "check(1 / 0)"},
        'File "your code", line 1, in <module>',
    ),
    "the start is right": (
        {"start": "check(2)"},
        "0.md:8: practice add is right before anything was done",
    ),
    "the start fails": (
        {"start": "check(y)"},
        "NameError: name 'y' is not defined",
    ),
    "there is no solution": (
        {"fold": 'success "Answer"'},
        "0.md:8: practice 'add' has no solution",
    ),
    "the start needs torch": (
        {"start": "import torch\ncheck(1)"},
        "0.md:8: this cannot run in the reader's page: torch is imported",
    ),
    "what it needs needs torch": (
        {"before": f"import torch\n{CHECK}"},
        "0.md:9: this cannot run in the reader's page: 'check' is needed: it "
        "needs what line 3 defines, and there torch is imported",
    ),
    "the solution needs a module that needs torch": (
        {"solution": "from unmasked.from_scratch import heavy\ncheck(2)"},
        "unmasked.from_scratch.heavy is imported, which needs more than NumPy",
    ),
    "a library is there at home alone": (
        {"start": "__import__('einops')\ncheck(1)"},
        "No module named 'einops'",
    ),
    "a name is no name": (
        {"name": "Add It"},
        "a practice's name is lower case, like attention-mask",
    ),
}


@pytest.mark.parametrize("case", FALSIFIED)
def test_falsified_practice_stops_the_build(site, case):
    changes, message = FALSIFIED[case]
    found = "\n".join(problems(site, lesson(**changes)))
    assert message in found


def test_a_name_is_used_once_in_the_course(site):
    assert problems(site, lesson(), lesson()) == [
        "docs/1.md:8: practice add: docs/0.md:8 has the same name"
    ]


def test_what_needs_torch_is_left_out_and_what_needs_that_too(site):
    text = (
        "```python\nimport torch\nt = 1\n```\n\n"
        "```python\nu = t\n```\n\n```python\nt = 2\n```\n\n"
        "```python\nv = t\n```\n\n"
        '```python {raises="ZeroDivisionError"}\n1 / 0\n```\n'
    )
    units = practices.units(parse(text), site.project)
    assert [unit.block.body for unit in units] == ["t = 2\n", "v = t\n"]


def test_the_page_has_its_units_and_says_where(site):
    text = lesson()
    site.write(text)
    site.store("lesson.md", "", "Nothing to check.", "Right.")
    html = site.convert("lesson.md")
    page = parse(text, "docs/lesson.md")
    name, content = practices.file(page, site.project)
    assert f'<div class="cell" id="practice-add" data-units="{name}"' in html
    assert "data-python" not in html  # nothing was fetched for this course
    units = json.loads(content)["units"]
    assert [unit.get("practice") for unit in units] == [None, "add", "add"]


def test_a_practice_is_neither_folded_nor_left_out():
    for option in ('fold="Code"', 'no-run="long"', 'raises="ValueError"'):
        with pytest.raises(PageError, match="a practice is shown, and runs"):
            parse(f'```python {{practice="a" {option}}}\n1\n```\n')


@pytest.mark.parametrize(
    "path", [p for p in HERE.pages if "{practice=" in p.read_text("utf-8")]
)
def test_every_check_says_that_the_solution_is_right(path):
    page = parse(path.read_text("utf-8"), HERE.name(path))
    assert practices.on(page)
    assert practices.problems([page]) == []


def test_wheels_of_the_browser_are_those_of_the_build():
    pins = (HERE.root / "constraints.txt").read_text("utf-8").splitlines()
    for library in pyodide.LIBRARIES[1:]:
        assert f"{library.name}=={library.version}" in pins
