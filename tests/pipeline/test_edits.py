"""Which pages an edit concerns, and that only those are built again."""

import shutil

import pytest

from course import edits, outputs, site
from tests.pipeline.tiny_site import Site

LAB = '# %% [markdown]\n# # A lab\n\n# %%\nprint("lab")\n'


@pytest.fixture
def course(tmp_path):
    course = Site(tmp_path)
    package = tmp_path / "code" / "tiny"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "double.py").write_text("def double(x):\n    return 2 * x\n")
    (package / "half.py").write_text("def half(x):\n    return x / 2\n")
    run = "```python\nfrom tiny.double import double\nprint(double(1))\n```\n"
    course.write(f"# Runs it\n\n{run}", "runs.md")
    course.write('# Shows it\n\n```python\n--8<-- "tiny/double.py"\n```\n',
                 "shows.md")  # fmt: skip
    course.write("# Documents it\n\n::: tiny.double\n", "api.md")
    course.write("# Prose\n\nNothing else.\n", "prose.md")
    course.write(LAB, "labs/lab.py")
    course.write("", "assets/site.css")
    (tmp_path / "mkdocs.yml").write_text("site_name: Tiny\n")
    return course


def concerned(course, change):
    before = edits.state(course.project)
    change()
    after = edits.state(course.project)
    only = edits.concerned(before, after, course.project).only
    return None if only is None else {path.name for path in only}


def append(path):
    path.write_text(path.read_text() + "\n\n")


@pytest.mark.parametrize(
    ("file", "pages"),
    [
        ("docs/prose.md", {"prose.md"}),
        ("docs/labs/lab.py", {"lab.py"}),
        ("code/tiny/double.py", {"runs.md", "shows.md", "api.md"}),
        ("code/tiny/half.py", set()),
        ("docs/assets/site.css", None),
        ("mkdocs.yml", None),
    ],
)
def test_an_edit_concerns_what_reads_the_file(course, file, pages):
    path = course.root / file
    assert concerned(course, lambda: append(path)) == pages


def test_a_page_more_or_less_concerns_all(course):
    assert concerned(course, lambda: course.write("# New", "new.md")) is None
    assert concerned(course, (course.root / "docs/new.md").unlink) is None


def test_what_building_writes_is_no_edit(course):
    def build():
        course.write("{}", "_generated/runs.123.json")
        course.write("{}", "labs/lab.ipynb")
        course.write("a\n", "includes/question-ids.txt")

    assert concerned(course, build) == set()


def test_only_the_edited_page_is_built_again_and_knows_the_others(tmp_path):
    course = Site(tmp_path)
    course.configure()
    course.write("# First page of all\n\n[on](second.md)\n", "index.md")
    course.write("# Second page\n\n[back](index.md)\n", "second.md")
    target = tmp_path / "site"
    assert outputs.refresh(course.project) == []
    assert site.build(target, course.project, small=False) == []
    untouched = (target / "index.html").stat().st_mtime_ns

    before = edits.state(course.project)
    course.write("# Second page\n\n[back](index.md), edited\n", "second.md")
    part = edits.concerned(before, edits.state(course.project), course.project)
    assert outputs.refresh(part) == []
    following = shutil.copytree(target, tmp_path / "next")
    assert site.build(following, part, search_of=target, small=False) == []
    second = (following / "second" / "index.html").read_text()
    assert "edited" in second
    assert "First page of all" in second
    assert (following / "index.html").stat().st_mtime_ns == untouched


def test_what_is_wrong_with_the_edited_page_is_told(tmp_path):
    course = Site(tmp_path)
    course.configure()
    course.write("# One\n", "index.md")
    target = tmp_path / "site"
    assert site.build(target, course.project, small=False) == []
    before = edits.state(course.project)
    course.write("# One\n\n[gone](gone.md)\n", "index.md")
    part = edits.concerned(before, edits.state(course.project), course.project)
    following = shutil.copytree(target, tmp_path / "next")
    (problem,) = site.build(following, part, search_of=target, small=False)
    assert "gone.md" in problem
