import json
import re
from pathlib import Path

import pytest
from markdown import Markdown

from course import figures
from course.page import PageError
from tests.pipeline.tiny_site import Site

FIGURE = {
    "figures": [
        {"name": "line", "json": {"data": [{"y": [1, 2]}], "layout": {}}}
    ]
}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_what_a_block_prints_stands_below_it_and_not_in_it(site):
    site.write("""\
        # Title

        ```python
        print("<b>")
        ```
    """)
    site.store("lesson.md", "<b>\n")
    page = site.convert()
    listing, panel = page.split('<div class="output"')
    assert "print" in listing
    assert "<pre><code>&lt;b&gt;</code></pre></div>" in panel


def test_a_block_that_prints_nothing_has_no_panel(site):
    site.write("```python\nx = 1\n```\n")
    site.store("lesson.md", "")
    assert 'class="output' not in site.convert()


def test_an_expected_error_shows_its_last_line(site):
    site.write('```python {raises="ValueError"}\nraise ValueError("no")\n```\n')
    site.store("lesson.md", {"stdout": "before\n", "error": "ValueError: no"})
    page = site.convert()
    assert page.index("before") < page.index("ValueError: no</code>")
    assert "raises" not in page.split("</pre>")[0]


def test_a_block_that_is_not_run_says_why(site):
    site.write('```python {no-run="needs a <GPU>"}\nx = 1\n```\n')
    page = site.convert()
    assert '<p class="not-run">Not run here: needs a &lt;GPU&gt;</p>' in page


def test_folded_code_keeps_its_output_in_the_open(site):
    site.write('```python {fold="Code"}\nprint(1)\n```\n')
    site.store("lesson.md", "1\n")
    page = site.convert()
    assert '<details class="fold"><summary>Code</summary>' in page
    assert page.index("</details>") < page.index('class="output"')


def test_a_printed_table_is_a_table_of_the_page(site):
    site.write('```python {prints="markdown" fold="Code"}\nshow()\n```\n')
    site.store("lesson.md", "| a | b |\n| --- | --- |\n| *x* | `y` |\n")
    page = site.convert()
    assert "<td><em>x</em></td>" in page.split("</details>")[1]
    assert 'class="output' not in page


def test_title_and_marked_lines_reach_the_highlighter(site):
    site.write('```python {title="a.py" hl_lines="1"}\nx = 1\n```\n')
    site.store("lesson.md", "")
    page = site.convert()
    assert '<span class="filename">a.py</span>' in page
    assert '<span class="hll">' in page


@pytest.mark.parametrize(
    ("before", "inside"),
    [
        ("1. A list\n\n", "<li>"),
        ("- A list\n\n", "<li>"),
        ('!!! note "A note"\n\n', '<div class="admonition note">'),
        ('??? tip "A tip"\n\n', '<details class="tip">'),
        ('=== "A tab"\n\n', '<div class="tabbed-block">'),
        ("- A list\n\n    - in a list\n\n", "<li>"),
    ],
)
def test_all_of_it_works_inside(site, before, inside):
    indent = " " * (8 if "    -" in before else 4)
    body = """\
```python {figure="line" fold="Code"}
print("out")
```

![Rises.](figure:line "Caption.")

```quiz a
Question?

= 3

So.
```
"""
    lines = [(indent + line).rstrip() for line in body.split("\n")]
    site.write(before + "\n".join(lines) + "\n\nAfter\n")
    site.store("lesson.md", {"stdout": "out\n", **FIGURE})
    page = site.convert()
    start, end = page.index(inside), page.index("<p>After</p>")
    for piece in (
        '<details class="fold"',
        'class="output"',
        "<figure",
        "<section",
    ):
        assert start < page.index(piece, start) < end
    closing = {"<li>": "</li>", '<details class="tip">': "</details>"}
    assert page.rindex("</section>") < page.rindex(
        closing.get(inside, "</div>")
    )


def test_listings_carry_no_tags_that_change_nothing(site):
    site.write("```python\nx = [1, len(y)]  # why\n```\n")
    site.store("lesson.md", "")
    listing = site.convert().split("<code>")[1].split("</code>")[0]
    assert re.sub("<[^>]+>", "", listing) == "x = [1, len(y)]  # why\n"
    assert set(re.findall(r'class="(\w+)"', listing)) == {"mi", "nb", "c1"}


def test_an_example_of_a_block_is_left_as_it_is(site):
    site.write("````markdown\n```python\nprint(1)\n```\n````\n")
    page = site.convert()
    assert "```python" in page
    assert 'class="output"' not in page


def test_values_stand_in_sentences_tables_and_titles(site):
    site.write("""\
        It is `{python} 1 + 1`.

        | a | b |
        |---|---|
        | `{python} 2 | 1` | `code` |

        !!! note "For `{python} n`"

            Text
    """)
    site.store("lesson.md", "2", "3", "4")
    page = site.convert()
    assert "<p>It is 2.</p>" in page
    assert "<td>3</td>" in page
    assert '<p class="admonition-title">For 4</p>' in page


@pytest.mark.parametrize("result", ["", "1\n2"])
def test_a_value_that_fits_no_sentence_is_an_error(site, result):
    site.write("Text\n\nIt is `{python} x`.\n")
    site.store("lesson.md", result)
    with pytest.raises(PageError, match=r"^docs/lesson.md:3: an inline value"):
        site.convert()


def test_a_figure_stands_where_the_page_wants_it(site):
    site.write(
        """\
        ```python {figure="line"}
        fig.show()
        ```

        Text between.

        ![Rises to
        `{python} 2`.](figure:line "See $x^2$ *rise* to `{python} 2`.")
        """,
        "module/lesson.md",
    )
    site.store("module/lesson.md", FIGURE, "two", "three")
    page = site.convert("module/lesson.md")
    assert page.index("Text between") < page.index("<figure")
    assert 'id="fig-line"' in page
    assert 'style="--plot-height:360px"' in page
    assert 'alt="Rises to two."' in page
    assert 'src="../assets/figures/line-' in page
    caption = page.split("<figcaption>")[1]
    assert "<msup>" in caption
    assert "<em>rise</em> to three." in caption


def test_figure_data_stands_beside_the_still_and_on_no_page(site, tmp_path):
    site.write('```python {figure="line"}\nx\n```\n\n![a](figure:line "b")\n')
    data = {"data": [{"name": "a<br>b & c"}], "layout": {"height": 500}}
    site.store("lesson.md", {"figures": [{"name": "line", "json": data}]})
    page = site.convert()
    assert "br" not in page
    (still,) = site.project.stills.glob("line-*.svg")
    beside = tmp_path / "built" / "assets" / "figures"
    beside.mkdir(parents=True)
    figures.write(tmp_path / "built", site.project)
    written = (beside / f"{still.stem}.json").read_text("utf-8")
    assert json.loads(written) == data
    assert "--plot-height:500px" in page
    assert 'height="500"' in page


def test_a_page_offers_its_downloads_below_its_title(site):
    site.write("# Title\n\nText\n\n```python\n# no title\n```\n")
    site.store("lesson.md", "")
    page = site.convert()
    assert page.index("</h1>") < page.index('href="lesson.ipynb"')
    assert page.index('href="lesson.py"') < page.index("<p>Text</p>")


def test_text_that_is_no_page_is_left_alone(site):
    site.write("Something else\n")
    other = Site(site.root / "other")
    other.write("```python\nprint(1)\n```\n")
    page = Site(site.root).project.docs / "lesson.md"
    page.write_text("Edited since\n")
    assert site.convert() == "<p>Edited since</p>"


def test_code_is_no_formula(site):
    site.write("Code `$x$`, formula $x$.\n\n    $y$\n")
    page = site.convert()
    assert "<code>$x$</code>" in page
    assert "$y$" in page
    assert page.count('class="katex"') == 1


def test_a_formula_in_a_heading_does_not_spoil_its_anchor(site):
    site.write('## The root $\\sqrt{d}$ {#root data-toc-label="The root"}\n')
    page = site.convert()
    assert '<h2 id="root">The root <var class="formula"' in page


def test_a_word_of_the_glossary_is_explained_in_every_text(site):
    site.write("*[mask]: Hides.\n*[masks]: Hide.\n", "includes/glossary.md")
    settings = {"course.markdown": {"root": str(site.root)}}
    md = Markdown(
        extensions=["abbr", "course.markdown"], extension_configs=settings
    )
    for text in ("A mask, maskless.", "Two masks."):
        page = md.reset().convert(text)
        assert page.count("<abbr") == 1
    assert '<abbr title="Hide.">masks</abbr>' in page
