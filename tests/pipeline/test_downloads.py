import json
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from course import downloads
from course.page_parser import parse
from course.resolved import Resolved
from tests.pipeline.tiny_site import Site

ADDRESS = "https://tiny.test/course/module/lesson/"
LESSON = """\
---
title: T
---

# Lesson {#top}

It is `{python} 1 + 1`, see [the other](../other.md#x), [below](#b), [home](
../index.md), [far](https://far.test/) and `x[0](y)`, $\\E[q](k)$.

```python
import random

text = "one"
print(text, random.random())
```

## Inside {#b .wide}

<div markdown>

1. A list:

    ```python {figure="line" fold="Code"}
    print("in a list")
    ```

    more of the item.

</div>

??? success "Solution"

    Words.

    ```python {raises="ValueError"}
    print("before")
    raise ValueError("no")
    ```

    === "Tab"

        ```python
        print("after")
        ```

![Alternative.](figure:line "Rises to `{python} 3`.")

```python {no-run="slow"}
never()
```

```python
--8<-- "unmasked/masks.py:causal"
```

### Recall

```quiz a
Q?

= 3

So.
```

## Quiz

```quiz b
Q?

= 3

So.
```
"""
FIGURE = [{"name": "line", "json": {"data": [], "layout": {}}}]


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path)
    site.write(LESSON, "module/lesson.md")
    module = site.project.code / "unmasked" / "masks.py"
    module.parent.mkdir(parents=True)
    module.write_text(
        "# --8<-- [start:causal]\nregion = 1\n# --8<-- [end:causal]\n"
    )
    error = {"stdout": "before\n", "error": "ValueError: no"}
    drawn = {"stdout": "in a list\n", "figures": FIGURE}
    printed = "one 0.8444218515250481\n"
    site.store(
        "module/lesson.md", "two", printed, drawn, error, "after\n", "three"
    )
    return site


@pytest.fixture
def book(site):
    path = site.project.docs / "module/lesson.md"
    page = parse(path.read_text("utf-8"), "docs/module/lesson.md")
    resolved = Resolved.load(page, site.project)
    return downloads.lesson(resolved, site.project, ADDRESS)


def prose(book):
    return "\n\n".join(
        cell.source for cell in book.cells if cell.cell_type == "markdown"
    )


def test_values_are_filled_in_and_links_lead_to_the_site(book):
    text = prose(book)
    assert "It is two" in text
    assert "[the other](https://tiny.test/course/other/#x)" in text
    assert "[below](https://tiny.test/course/module/lesson/#b)" in text
    assert "](\nhttps://tiny.test/course/)" in text
    assert "[far](https://far.test/)" in text


def test_code_and_formulas_stay_except_for_the_macros_of_the_house(book):
    text = prose(book)
    assert "`x[0](y)`" in text
    assert r"$\operatorname{\mathbb{E}}[q](k)$" in text


def test_what_only_the_site_understands_is_gone(book):
    text = prose(book)
    for trace in ("{#", "<div", "???", "===", "quiz", "figure:", "{python}"):
        assert trace not in text
    assert "**Solution**" in text
    assert "**Tab**" in text
    assert "\n\nmore of the item." in text
    assert "*Figure.* Rises to three." in text


def test_headings_under_which_only_a_quiz_stood_are_gone(book):
    text = prose(book)
    assert "## Inside" in text
    assert "Recall" not in text
    assert "## Quiz" not in text


def test_code_that_the_page_does_not_run_is_shown_and_not_run(book):
    text = prose(book)
    assert "```python\nregion = 1\n```" in text
    assert "```python\nnever()\n```" in text


def test_the_script_prints_what_the_page_shows(book, tmp_path):
    path = tmp_path / "lesson.py"
    path.write_text(downloads.script(book), "utf-8")
    done = subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "one 0.8444218515250481",
        "in a list",
        "before",
        "ValueError: no",
        "after",
    ]


@pytest.mark.filterwarnings("ignore")  # of the kernel's own machinery
def test_the_notebook_prints_what_the_page_shows(book, tmp_path):
    NotebookClient(book, cwd=str(tmp_path)).execute()
    printed = [
        output.get("text") or output.evalue
        for cell in book.cells
        for output in cell.get("outputs", [])
    ]
    assert printed == [
        "one 0.8444218515250481\n",
        "in a list\n",
        "before\n",
        "no",
        "after\n",
    ]


def test_both_lie_beside_the_page_and_are_the_same_every_time(site):
    built = site.root / "site"
    page = built / "module" / "lesson" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text(f'<link rel="canonical" href="{ADDRESS}"><h1>T</h1>')

    def written():
        downloads.write(built, site.project)
        return {p.name: p.read_text("utf-8") for p in page.parent.iterdir()}

    first = written()
    assert first == written()
    assert set(first) == {"index.html", "lesson.py", "lesson.ipynb"}
    nbformat.validate(nbformat.from_dict(json.loads(first["lesson.ipynb"])))
    assert ADDRESS in first["lesson.py"]
