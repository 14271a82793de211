"""The outline of the course, read from finished pages."""

import json

import pytest

from course import outline
from course.page import PageError
from course.project import HERE
from tests.pipeline.tiny_site import Site

QUESTION = """\
```quiz {id} {settings}
Q

- [x] yes
  > So.
- [ ] no
  > Not so.
```
"""
HEAD = """\
---
title: {title}
lesson: "{number}"
module: First
lesson_count: 3
---

# {title}

"""


def question(identifier: str, settings: str = "", concept="score") -> str:
    settings = f'{{{settings} concept="{concept}"}}'
    return QUESTION.format(id=identifier, settings=settings)


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path)
    lesson = HEAD.format(title="Two", number="1.10") + "\n".join(
        [
            "## A *first* $x^2$ {#first}\n",
            question("a"),
            "## Second {#second}\n",
            question("b"),
            '<div class="cell" id="practice-two-add"></div>\n',
            "## Nothing asked\n",
            "## Quiz\n",
            question("c", 'section="first"', concept="alibi"),
        ]
    )
    site.write(lesson, "one/two.md")
    leading = question("d", 'leads="two.md#second"')
    text = HEAD.format(title="One", number="1.9") + f"## Quiz\n\n{leading}"
    site.write(text, "one/index.md")
    site.write("# Other\n\n" + question("e"), "other.md")
    site.write("# None\n\nNo question.", "index.md")
    glossary = "# Glossary\n\n## Score\n\nA.\n\n## ALiBi\n\nB.\n"
    site.write(glossary, "reference/glossary.md")
    return site


def written(site):
    built = site.build()
    assert built.returncode == 0, built.stderr
    folder = site.root / "site"
    outline.write(folder, site.project)
    return json.loads((folder / "assets" / "course.json").read_text("utf-8"))


def test_lessons_are_in_order_and_questions_where_they_are_taught(site):
    course = written(site)
    (module,) = course["modules"]
    assert (module["title"], module["count"]) == ("First", 3)
    assert [lesson["number"] for lesson in module["lessons"]] == ["1.9", "1.10"]
    two = module["lessons"][1]
    assert two["page"] == "one/two/"
    assert [(s["anchor"], s["questions"]) for s in two["sections"]] == [
        ("first", ["a", "c"]),
        ("second", ["b"]),
    ]
    assert two["quiz"] == ["c"]
    assert set(two["versions"]) == {"a", "b", "c"}


def test_what_questions_test_is_a_place_in_one_list(site):
    course = written(site)
    assert course["concepts"] == ["ALiBi", "Score"]
    (one, two) = course["modules"][0]["lessons"]
    assert [s["concepts"] for s in two["sections"]] == [[1, 0], [1]]
    assert [s["concepts"] for s in one["sections"]] == [[1]]


def test_scripts_know_the_form(site):
    script = HERE.docs / "assets" / "js" / "progress" / "course.js"
    assert f"const FORMAT = {written(site)['format']};" in script.read_text()


def test_practices_are_listed(site):
    (one, two) = written(site)["modules"][0]["lessons"]
    assert (one["practices"], two["practices"]) == ([], ["two-add"])


def test_titles_are_text(site):
    two = written(site)["modules"][0]["lessons"][1]
    assert two["sections"][0]["title"].startswith("A first")
    assert "¶" not in two["sections"][0]["title"]


def test_the_diagnostic_leads_to_pages(site):
    one = written(site)["modules"][0]["lessons"][0]
    assert one["leads"] == {"d": "one/two/"}


def test_other_pages_with_questions_are_listed(site):
    (other,) = written(site)["others"]
    assert (other["page"], list(other["versions"])) == ("other/", ["e"])


def test_a_lesson_says_its_module(site):
    site.write('---\nlesson: "1.1"\nmodule: First\n---\n\n# X\n', "x.md")
    with pytest.raises(PageError, match="a lesson says its lesson_count"):
        written(site)
