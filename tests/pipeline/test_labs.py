import nbformat
import pytest
from markdown import Markdown

from course import downloads, figures, lab_notebooks, lab_pages, labs
from course.check_site import problems
from course.page import PageError
from tests.pipeline.tiny_site import EXTENSIONS, Site, settings

LAB = """\
# ---
# jupyter:
#   jupytext:
#     formats: py:percent
# ---

# %% [markdown]
# # Lab: a title
#
# See the [lesson](../lesson.md#x), the [other](other.ipynb) and $\\sqrt{d}$.

# %%
print("<one>")

# %% [markdown]
# ## The second part
#
# !!! note "A note"
#
#     Text.

# %% alt="Rises." caption="It *rises* to $x^2$."
fig.show()
"""
FIGURE = {"name": "cell-2", "json": {"data": [{"y": [1]}], "layout": {}}}
RAW = {
    "blocks": [{"stdout": "<one>\n"}, {"figures": [FIGURE]}],
    "values": [],
    "sources": {},
}


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path)
    site.write("# Home\n", "index.md")
    site.write("# Lesson\n\n## X\n", "lesson.md")
    site.write(LAB, "labs/first.py")
    return site


@pytest.fixture
def path(site):
    return site.project.docs / "labs" / "first.py"


@pytest.fixture
def converter(site):
    return Markdown(
        extensions=EXTENSIONS, extension_configs=settings(site.root)
    )


def store_outputs(site, path):
    site.save(labs.page_of(path, site.project), RAW)


def test_code_cells_run_as_blocks_and_know_their_lines(site, path):
    page = labs.page_of(path, site.project)
    assert page.name == "docs/labs/first.py"
    lines = path.read_text("utf-8").split("\n")
    assert [lines[block.line] for block in page.runs] == [
        'print("<one>")',
        "fig.show()",
    ]


def test_a_lab_with_stale_outputs_is_refused(site, converter):
    with pytest.raises(PageError, match=r"labs/first.py:\d+: outputs are stal"):
        lab_notebooks.write(converter, site.project)


def test_a_notebook_has_the_outputs_and_finished_prose(site, path, converter):
    store_outputs(site, path)
    lab_notebooks.write(converter, site.project)
    book = nbformat.read(path.with_suffix(".ipynb"), as_version=4)
    nbformat.validate(book)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert code[0].outputs[0].text == "<one>\n"
    html = "\n".join(
        cell.source
        for cell in book.cells
        if cell.metadata.get("raw_mimetype") == "text/html"
    )
    assert '<h1 id="lab-a-title">' in html
    assert 'href="../../lesson/#x"' in html
    assert 'href="../other/"' in html
    assert "<msqrt>" in html
    assert '<div class="admonition note">' in html
    assert 'src="../../assets/figures/cell-2-' in html
    assert "It <em>rises</em> to" in html


def test_a_notebook_is_written_only_when_it_changes(site, path, converter):
    store_outputs(site, path)
    lab_notebooks.write(converter, site.project)
    written = path.with_suffix(".ipynb")
    before = written.stat().st_mtime_ns, written.read_text("utf-8")
    lab_notebooks.write(converter, site.project)
    assert before == (written.stat().st_mtime_ns, written.read_text("utf-8"))


def test_a_cell_that_draws_without_words_is_refused(site, path, converter):
    path.write_text(LAB.replace(' alt="Rises."', ""), "utf-8")
    store_outputs(site, path)
    with pytest.raises(PageError, match=r'first.py:22: a cell .* alt="Text'):
        lab_notebooks.write(converter, site.project)


def test_a_bad_formula_is_refused_where_it_stands(site, path, converter):
    path.write_text(LAB.replace("sqrt", "sqroot"), "utf-8")
    store_outputs(site, path)
    with pytest.raises(PageError, match=r"first.py:10: bad formula"):
        lab_notebooks.write(converter, site.project)


def test_the_download_is_the_lab_before_it_is_run(path):
    address = "https://tiny.test/course/labs/first/"
    book = downloads.lab(path, address)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert [cell.outputs for cell in code] == [[], []]
    prose = "\n".join(cell.source for cell in book.cells)
    assert "https://tiny.test/course/lesson/#x" in prose
    assert "https://tiny.test/course/labs/other/" in prose


def test_a_built_lab_looks_and_weighs_like_a_lesson(site, path, converter):
    path.write_text(LAB.replace("other.ipynb", "../index.md"), "utf-8")
    store_outputs(site, path)
    lab_notebooks.write(converter, site.project)
    done = site.build("mkdocs-jupyter: {execute: false, include: ['*.ipynb']}")
    assert done.returncode == 0, done.stderr
    built = site.root / "site"
    assert any("over 120000" in problem for problem in problems(built))
    downloads.write(built, site.project)
    figures.write(built, site.project)
    lab_pages.slim(built)
    assert problems(built) == []
    page = (built / "labs/first/index.html").read_text("utf-8")
    assert '<div class="language-python highlight"><pre><code>' in page
    assert "<pre><code>&lt;one&gt;</code></pre></div>" in page
    assert 'href="#the-second-part"' in page
    assert "jp-" not in page
    assert len(page) < 60_000
    index = (built / "search/search_index.json").read_text("utf-8")
    assert "Copied!" not in index
    assert index.count("print(") == 1
