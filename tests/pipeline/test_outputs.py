"""Pages that run, and pages that must not get away with it.

All pages run in one go, as they do when the course is built; each test looks
at what came of one of them.
"""

import dataclasses
import json
import textwrap
from pathlib import Path

import pytest

from course import outputs, store
from course.page import lab
from course.session import Limits
from tests.pipeline.tiny_site import Site

PAGES = {
    "prints": """
        Before: `{python} 1 + 1`.

        ```python
        import sys
        x = 3
        print("printed", file=sys.stdout)
        ```

        After: `{python} f"{x:.2f}"`, and after all: `{python} x`.

        - A list

            ```python
            x = 4
            print("indented", x)
            ```
        """,
    "draws": """
        ```python {figure="curve"}
        import plotly.graph_objects as go
        import torch

        y = torch.tensor([1 / 3, 2.0, float("nan")])
        fig = go.Figure(go.Scatter(y=y))
        fig.update_layout(height=300)
        fig.show()
        ```

        ![Alt](figure:curve "Caption")

        ```python {figure="two"}
        fig.show()
        fig.show()
        ```

        ![Alt](figure:two-1 "Caption")

        ![Alt](figure:two-2 "Caption")
        """,
    "imports": """
        ```python
        from tiny import double
        from tiny.data import words
        print(double(4), words())
        ```
        """,
    "chance": """
        ```python
        import os, random
        import numpy as np, torch

        print(random.random(), np.random.rand(), torch.rand(1).item())
        print(torch.get_num_threads(), torch.get_default_dtype())
        print(os.listdir(), os.environ["OMP_NUM_THREADS"])
        print(hash("word") == hash("wo" + "rd"), hash("word"))
        ```
        """,
    "refuses": """
        ```python {raises="ValueError"}
        print("first")
        raise ValueError("3 heads do not divide 8")
        ```
        """,
    "raises": """
        text

        ```python
        def inner():
            raise KeyError("missing")

        inner()
        ```
        """,
    "raises-in-package": """
        ```python
        from tiny import fail
        fail()
        ```
        """,
    "raises-another": """
        ```python {raises="KeyError"}
        raise ValueError("no")
        ```
        """,
    "raises-nothing": """
        ```python {raises="KeyError"}
        pass
        ```
        """,
    "grammar": """
        ```python
        x = 1
        y = = 2
        ```
        """,
    "wrong-value": """
        ```python
        x = 1
        ```

        One
        `{python} x / 0` two.
        """,
    "printing-value": "A `{python} print(1)`.\n",
    "warns": """
        ```python
        import warnings
        warnings.warn("old")
        ```
        """,
    "exits": """
        ```python
        raise SystemExit
        ```
        """,
    "dies": """
        ```python
        import os
        os._exit(3)
        ```
        """,
    "floods": """
        ```python
        while True:
            print("x" * 1000)
        ```
        """,
    "runs-away": """
        ```python
        x = 1
        ```

        ```python
        while True:
            pass
        ```
        """,
    "unnamed": """
        ```python
        import plotly.graph_objects as go
        go.Figure().show()
        ```
        """,
    "titled": """
        ```python {figure="x"}
        import plotly.graph_objects as go
        go.Figure(layout_title="Title").show()
        ```

        ![Alt](figure:x "Caption")
        """,
    "draws-nothing": """
        ```python {figure="x"}
        x = 1
        ```

        ![Alt](figure:x "Caption")
        """,
    "unplaced": """
        ```python {figure="x"}
        import plotly.graph_objects as go
        go.Figure().show()
        ```
        """,
    "undrawn": """
        `{python} 1`

        ![Alt](figure:x "Caption")
        """,
}  # fmt: skip

GOOD = {
    "prints",
    "draws",
    "imports",
    "chance",
    "refuses",
    "unplaced",
    "undrawn",
}


@dataclasses.dataclass
class Course:
    """A course after one run."""

    site: Site
    errors: dict[str, str]
    reported: list[str]

    def outputs(self, name):
        path = self.site.project.docs / f"{name}.md"
        return store.load(path.read_text("utf-8"), self.site.project)


def write_package(root: Path) -> None:
    package = root / "code" / "tiny"
    (package / "data").mkdir(parents=True)
    (package / "__init__.py").write_text(
        "from tiny.double import double\nfrom tiny.fail import fail\n"
    )
    (package / "double.py").write_text("def double(x):\n    return 2 * x\n")
    (package / "fail.py").write_text("def fail():\n    raise TypeError('no')\n")
    (package / "data" / "__init__.py").write_text(
        "from pathlib import Path\n\n\ndef words():\n"
        "    return (Path(__file__).parent / 'words.txt').read_text()\n"
    )
    (package / "data" / "words.txt").write_text("a b")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("course"))
    write_package(site.root)
    for name, text in PAGES.items():
        site.write(textwrap.dedent(text).lstrip("\n"), f"{name}.md")
    pages, errors = outputs.pages_of(site.project)
    reported: list[str] = []
    errors += outputs.update(
        pages, site.project, report=reported.append, limits=Limits(block=5)
    )
    by_page = {e.partition(".md:")[0].removeprefix("docs/"): e for e in errors}
    assert len(by_page) == len(errors)
    return Course(site, by_page, reported)


def test_only_the_falsified_pages_fail(course):
    assert course.errors.keys() == PAGES.keys() - GOOD


def test_what_is_printed_stands_with_its_block(course):
    blocks = course.outputs("prints").blocks
    assert [b.stdout for b in blocks] == ["printed\n", "indented 4\n"]


def test_values_are_those_of_their_place_on_the_page(course):
    assert course.outputs("prints").values == ("2", "3.00", "3")


def test_a_figure_is_plain_rounded_and_without_a_template(course):
    figure = course.outputs("draws").figures["curve"]
    assert figure.json["data"] == [{"type": "scatter", "y": [0.3333, 2, None]}]
    assert figure.json["layout"] == {"height": 300}


def test_several_figures_of_a_block_are_numbered(course):
    assert list(course.outputs("draws").figures) == ["curve", "two-1", "two-2"]


def test_the_seed_the_thread_and_the_dtype_are_fixed(course):
    import random

    import numpy as np
    import torch

    random.seed(0)
    torch.manual_seed(0)
    numbers, settings, place, hashes = (
        course.outputs("chance").blocks[0].stdout.splitlines()
    )
    expected = random.random(), np.random.RandomState(0).rand(), torch.rand(1)
    assert [float(n) for n in numbers.split()] == [*map(float, expected)]
    assert settings == "1 torch.float32"
    assert place == "[] 1"
    assert hashes.startswith("True ")


def test_an_expected_error_shows_its_last_line(course):
    (block,) = course.outputs("refuses").blocks
    assert block.error == "ValueError: 3 heads do not divide 8"
    assert block.stdout == "first\n"


def test_outputs_know_the_modules_and_the_data_they_depend_on(course):
    assert list(course.outputs("imports").sources) == [
        "code/tiny/data/__init__.py",
        "code/tiny/data/words.txt",
        "code/tiny/double.py",
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "raises",
            "docs/raises.md:5: the block failed:\n"
            "  docs/raises.md:7: inner()\n"
            '  docs/raises.md:5: raise KeyError("missing")\n'
            "KeyError: 'missing'",
        ),
        (
            "raises-in-package",
            "docs/raises-in-package.md:3: the block failed:\n"
            "  docs/raises-in-package.md:3: fail()\n"
            "  code/tiny/fail.py:2: raise TypeError('no')\n"
            "TypeError: no",
        ),
        (
            "raises-another",
            "docs/raises-another.md:2: the block should raise KeyError, but\n"
            '  docs/raises-another.md:2: raise ValueError("no")\n'
            "ValueError: no",
        ),
        (
            "raises-nothing",
            "docs/raises-nothing.md:1: the block should raise KeyError, "
            "did not",
        ),
        (
            "grammar",
            "docs/grammar.md:3: the block failed:\nSyntaxError: invalid syntax",
        ),
        (
            "wrong-value",
            "docs/wrong-value.md:6: the inline value failed:\n"
            "  docs/wrong-value.md:6: `{python} x / 0` two.\n"
            "ZeroDivisionError: division by zero",
        ),
        (
            "printing-value",
            "docs/printing-value.md:1: an inline value neither prints nor "
            "draws",
        ),
        (
            "warns",
            "docs/warns.md:1: a warning, which every reader would get: "
            "UserWarning: old",
        ),
        (
            "exits",
            "docs/exits.md:2: the block failed:\n"
            "  docs/exits.md:2: raise SystemExit\nSystemExit",
        ),
        ("dies", "docs/dies.md:1: the block ended its process:\n"),
        (
            "runs-away",
            "docs/runs-away.md:5: stopped: the block ran longer than 5 s",
        ),
        (
            "unnamed",
            "docs/unnamed.md:1: the block draws a figure: name it, "
            '{figure="name"}',
        ),
        (
            "titled",
            "docs/titled.md:1: a figure has no title: its caption is the title",
        ),
        (
            "draws-nothing",
            "docs/draws-nothing.md:1: the block draws no figure 'x'",
        ),
    ],
)
def test_a_falsified_page_fails_for_the_right_reason(course, name, message):
    assert course.errors[name] == message


def test_a_flood_of_output_is_stopped(course):
    assert course.errors["floods"].endswith(
        "RuntimeError: more than 100000 characters printed"
    )


def test_figures_are_drawn_where_they_are_placed_and_placed_where_drawn(course):
    pages, _ = outputs.pages_of(course.site.project)
    assert outputs.misplaced(pages, course.site.project) == [
        "docs/undrawn.md:3: no block draws figure 'x'",
        "docs/unplaced.md:1: figure 'x' is drawn, and nowhere placed: "
        '![text alternative](figure:x "Caption.")',
    ]


def test_progress_names_each_page_and_its_seconds(course):
    assert len(course.reported) == len(PAGES)
    assert any("docs/raises.md  FAILED" in line for line in course.reported)
    assert all(line.startswith("[") for line in course.reported)


def test_what_is_up_to_date_is_not_run_again(course):
    def start():
        raise AssertionError("a page was run again")

    pages, _ = outputs.pages_of(course.site.project)
    good = [p for p in pages if p.name[5:-3] in GOOD]
    assert len(good) == len(GOOD)
    assert outputs.update(good, course.site.project, start=start) == []


def test_nothing_is_left_of_a_page_that_failed(course):
    stored = {
        p.name.split(".")[0] for p in course.site.project.generated.iterdir()
    }
    assert stored == GOOD
    assert list(course.site.project.cache.iterdir()) == []


def test_the_cells_of_a_lab_run_as_one_page(course):
    page = lab(
        "docs/labs/x.py",
        [
            (2, "import plotly.graph_objects as go\nx = 1\n"),
            (7, "print(x)\ngo.Figure().show()\n"),
        ],
    )
    result = outputs.bring(page, course.site.project)
    assert result.blocks[1].stdout == "1\n"
    assert list(result.figures) == ["cell-2"]


def test_stored_outputs_are_readable_json_with_a_line_a_block(course):
    (path,) = course.site.project.generated.glob("prints.*.json")
    text = path.read_text("utf-8")
    assert '{"stdout":"printed\\n"}' in text.splitlines()[-4]
    assert json.loads(text)["page"] == "docs/prints.md"
