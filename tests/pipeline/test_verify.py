"""Outputs that were tampered with, and those that another processor gives."""

import pytest

from course import outputs
from course.verify import close, different, same_text
from tests.pipeline.tiny_site import Site

LESSON = """\
```python {figure="line"}
import plotly.graph_objects as go

print("3 heads, loss 0.4963")
fig = go.Figure(go.Scatter(y=[0.1, 0.2, 0.3], name="loss"))
fig.show()
```

![Alt](figure:line "Caption")

The loss is `{python} f"{0.4963:.3f}"`.

```python {raises="ValueError"}
raise ValueError("12 heads")
```
"""

UNSEEDED = """\
```python
import random
print(random.random())
```
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("course"))
    site.write(LESSON)
    site.write(UNSEEDED, "unseeded.md")
    pages, _ = outputs.pages_of(site.project)
    assert outputs.update(pages, site.project) == []
    return site


@pytest.fixture(scope="module")
def falsified(site):
    """The lesson's stored outputs, each lie of them found by one new run."""
    (path,) = site.project.generated.glob("lesson.*.json")
    true = path.read_text("utf-8")
    lies = {
        "0.4963\\n": "0.4363\\n",
        "3 heads": "4 heads",
        "[0.1,0.2,0.3]": "[0.1,0.25,0.3]",
        '"name":"loss"': '"name":"accuracy"',
        '"0.496"': '"0.469"',
        "12 heads": "13 heads",
    }
    pages, _ = outputs.pages_of(site.project)
    lesson = [page for page in pages if page.name == "docs/lesson.md"]
    found = {}
    for before, after in lies.items():
        assert before in true
        path.write_text(true.replace(before, after), "utf-8")
        found[before] = outputs.verify(lesson, site.project)
    path.write_text(true, "utf-8")
    return found


@pytest.mark.parametrize(
    ("lie", "message"),
    [
        (
            "0.4963\\n",
            "docs/lesson.md:1: what the block prints is not what a new run "
            "gives\n  stored: 3 heads, loss 0.4363\n"
            "     new: 3 heads, loss 0.4963",
        ),
        (
            "3 heads",
            "docs/lesson.md:1: what the block prints is not what a new run "
            "gives\n  stored: 4 heads, loss 0.4963\n"
            "     new: 3 heads, loss 0.4963",
        ),
        (
            "[0.1,0.2,0.3]",
            "docs/lesson.md:1: figure 'line', data[0].y[1] is not what a new "
            "run gives\n  stored: 0.25\n     new: 0.2",
        ),
        (
            '"name":"loss"',
            "docs/lesson.md:1: figure 'line', data[0].name is not what a new "
            "run gives\n  stored: accuracy\n     new: loss",
        ),
        (
            '"0.496"',
            'docs/lesson.md:11: the value of f"{0.4963:.3f}" is not what a '
            "new run gives\n  stored: 0.469\n     new: 0.496",
        ),
        (
            "12 heads",
            "docs/lesson.md:13: the error is not what a new run gives\n"
            "  stored: ValueError: 13 heads\n     new: ValueError: 12 heads",
        ),
    ],
)
def test_a_falsified_output_is_found(falsified, lie, message):
    assert falsified[lie] == [message]


def test_only_pages_that_seed_their_random_numbers_verify(site):
    pages, _ = outputs.pages_of(site.project)
    before = {p: p.read_text("utf-8") for p in site.project.generated.iterdir()}
    (error,) = outputs.verify(pages, site.project)
    assert error.startswith("docs/unseeded.md:1: what the block prints")
    after = {p: p.read_text("utf-8") for p in site.project.generated.iterdir()}
    assert before == after, "verifying stores nothing"


def test_stale_outputs_do_not_verify(site):
    site.write("```python\nx = 1\n```\n", "stale.md")
    pages, _ = outputs.pages_of(site.project)
    stale = [page for page in pages if page.name == "docs/stale.md"]
    assert outputs.verify(stale, site.project) == [
        "docs/stale.md: the stored outputs are stale"
    ]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("loss 0.4963", "loss 0.4962"),
        ("[1.49e-08, 1.000]", "[0.00e+00, 1.000]"),
        (" -0.0000", "0.0000"),
        ("tensor([ 1.5,  2.5])", "tensor([1.5, 2.5])"),
        ("1234.5", "1234.9"),
        ("0.120", "0.121"),
    ],
)
def test_another_processor_is_forgiven(before, now):
    assert same_text(before, now)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("loss 0.4963", "loss 0.4973"),
        ("12 heads", "13 heads"),
        ("12 heads", "12 head"),
        ("0.5", "0.6"),
        ("0.02", "0.03"),
        ("1.0e-05", "1.0e-04"),
        ("1000", "1001"),
        ("one line", "one line\ntwo lines"),
        ("[1, 2]", "[1, 2, 3]"),
    ],
)
def test_a_different_result_is_not_forgiven(before, now):
    assert not same_text(before, now)


def test_figures_are_compared_at_the_scale_of_their_array():
    before = {"y": [1000, 0.01], "on": True, "name": "a"}
    assert not list(different(before, {**before, "y": [1001, 0.02]}))
    assert list(different(before, {**before, "y": [1010, 0.01]})) == [
        ("y[0]", 1000, 1010)
    ]
    assert list(different(before, {**before, "y": [1000]})) == [
        ("length of y", 2, 1)
    ]
    assert list(different(before, {**before, "on": False})) == [
        ("on", True, False)
    ]
    assert list(different(before, {"y": before["y"], "on": True})) == [
        ("name", "a", None)
    ]


def test_numbers_next_to_nothing_are_nothing():
    assert close(1e-7, 0)
    assert not close(1e-5, 0)
