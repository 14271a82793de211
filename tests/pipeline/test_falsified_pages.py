"""Pages with a lie or a slip in them: each must stop the build."""

import re

import pytest

from course.check_site import problems
from tests.pipeline.tiny_site import Site

FIGURE = '```python {figure="line"}\nx\n```\n\n'
DRAWN = [{"name": "line", "json": {"data": [], "layout": {}}}]
OPTIONS = "- [ ] a\n  > no\n- [ ] b\n  > no\n"

FALSIFIED = {
    "a figure is placed nowhere": (
        FIGURE,
        "1: figure 'line' is drawn, and nowhere placed",
    ),
    "a figure is placed that nobody draws": (
        FIGURE + '![a](figure:line "b")\n\n![a](figure:lime "b")\n',
        "7: no block draws figure 'lime'",
    ),
    "a figure has no text alternative": (
        FIGURE + '![](figure:line "b")\n',
        "5: figure 'line' has no text alternative",
    ),
    "a figure has no caption": (
        FIGURE + "![a](figure:line)\n",
        "5: figure 'line' has no caption",
    ),
    "a text alternative cannot be read aloud": (
        FIGURE + '![$a$](figure:line "b")\n',
        "5: the text alternative of figure 'line' is read aloud",
    ),
    "a formula is misspelt": (
        "Text\n\n- list\n\n    $$\n    a\n    \\sqroot{2}\n    $$\n",
        "6: bad formula $a\n\\sqroot{2}$: Undefined control sequence",
    ),
    "a region of the package is gone": (
        '```python\n--8<-- "unmasked/masks.py:gone"\n```\n',
        "1: Snippet section 'gone' could not be located: --8<--",
    ),
    "a file of the package is gone": (
        '```python\n--8<-- "unmasked/gone.py:causal"\n```\n',
        "1: Snippet at path 'unmasked/gone.py' could not be found",
    ),
    "a region is named by its lines": (
        '```python\n--8<-- "unmasked/masks.py:1:3"\n```\n',
        '1: include a region by its name, --8<-- "path.py:region", not',
    ),
    "a quiz has no right option": (
        "```quiz a\nQ?\n\n" + OPTIONS + "```\n",
        "4: quiz a: no right option",
    ),
    "an option goes unexplained": (
        "```quiz a\nQ?\n\n" + OPTIONS + "- [x] c\n```\n",
        "8: quiz a: no `>` explanation under the option 'c'",
    ),
    "a number is no number": (
        "```quiz a\nQ?\n\n= 1 ± b\n\nSo.\n```\n",
        "4: quiz a: '1 ± b' is not a number",
    ),
    "a quiz is not closed": (
        "```quiz a\nQ?\n\n= 1\n\nSo.\n",
        "1: this fence is never closed with ```",
    ),
    "a quiz has the id of another": (
        "```quiz taken\nQ?\n\n= 1\n\nSo.\n```\n",
        "1: quiz taken: docs/index.md:3 has the same id",
    ),
    "a quiz tests what the glossary does not have": (
        'Text\n\n```quiz a {concept="soft max"}\nQ?\n\n= 1\n\nSo.\n```\n',
        "3: quiz a: no entry of docs/reference/glossary.md is headed "
        "'soft max': 'Softmax'?",
    ),
    "a quiz does not say what it tests": (
        "```quiz a\nWhat sums to one?\n\n= softmax\n\nScores may not.\n```\n",
        '1: quiz a: give it {concept="…"}, an entry of '
        "docs/reference/glossary.md: 'Softmax' or 'Score'?",
    ),
    "a quiz tests nothing like anything that the glossary has": (
        '```quiz a {concept="zebra"}\nQ?\n\n= 1\n\nSo.\n```\n',
        "1: quiz a: no entry of docs/reference/glossary.md is headed 'zebra'",
    ),
}


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path)
    taken = '```quiz taken {concept="score"}\nQ?\n\n= 1\n\nSo.\n```\n'
    site.write("# Home\n\n" + taken, "index.md")
    glossary = "# Glossary\n\n## Score\n\nA number.\n\n## Softmax\n\nShares.\n"
    site.write(glossary, "reference/glossary.md")
    module = site.project.code / "unmasked" / "masks.py"
    module.parent.mkdir(parents=True)
    module.write_text("# --8<-- [start:causal]\nx = 1\n# --8<-- [end:causal]\n")
    return site


@pytest.mark.parametrize("slip", FALSIFIED)
def test_a_falsified_page_is_refused_where_it_is_wrong(site, slip):
    text, message = FALSIFIED[slip]
    site.write("---\ntitle: T\n---\n\n" + text)
    line, message = message.split(":", 1)
    with pytest.raises(ValueError) as caught:  # noqa: PT011, PT012
        if text.startswith(FIGURE):
            site.store("lesson.md", {"figures": DRAWN})
        site.convert()
    expected = f"docs/lesson.md:{4 + int(line)}:{message}"
    assert str(caught.value).startswith(expected)


def test_the_page_without_a_slip_is_not_refused(site):
    site.write(
        FIGURE
        + '![a](figure:line "b")\n\n$a$\n\n'
        + '```python\n--8<-- "unmasked/masks.py:causal"\n```\n\n'
        + '```quiz a {concept="Softmax"}\nQ?\n\n'
        + OPTIONS
        + "- [x] c\n  > yes\n```\n"
    )
    site.store("lesson.md", {"figures": DRAWN})
    page = site.convert()
    assert "8&lt;" not in page


def test_stale_outputs_stop_a_real_build(site):
    site.write("# T\n\n```python\nprint(1)\n```\n")
    site.store("lesson.md", "1\n")
    site.write("# T\n\n```python\nprint(2)\n```\n")
    done = site.build()
    assert done.returncode == 1
    assert "docs/lesson.md:3: outputs are stale: run `make outputs`" in (
        done.stderr
    )


def test_dead_links_and_anchors_stop_a_real_build(site):
    site.write("# T\n\n[a](gone.md) [b](#gone)\n")
    done = site.build()
    assert done.returncode == 1
    assert "link 'gone.md', but the target is not found" in done.stderr
    assert "link '#gone', but there is no such anchor" in done.stderr


def test_a_real_build_of_a_page_in_order_passes_every_check(site):
    site.write("""\
        # T

        Value `{python} 1 + 1`, formula $\\sqrt{d}$.

        ```python {figure="line"}
        print("[[1]] $x$")
        ```

        ![a](figure:line "Caption $x$.")
    """)
    result = {"stdout": "[[1]] $x$\n", "figures": DRAWN}
    site.store("lesson.md", "2", result)
    done = site.build()
    assert done.returncode == 0, done.stderr
    # What `course.site` adds after MkDocs, and nothing else, is not there.
    found = [
        re.sub("-[0-9a-f]{12}", "", p) for p in problems(site.root / "site")
    ]
    assert found == [
        "lesson/index.html: dead link lesson.ipynb",
        "lesson/index.html: dead link lesson.py",
        "lesson/index.html: missing asset ../assets/figures/line.json",
    ]
