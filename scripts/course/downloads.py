"""Every lesson and lab as a notebook and a Python file that run as downloaded.

Prose becomes Markdown cells (comments in the Python file, which keeps the
cells apart by `# %%`). Inline values are filled in, regions of the package
are shown as they are in the source, links lead to the site. Quizzes stay on
the page. What is inside a list, a tab or an admonition comes out of it.
"""

import html
import textwrap
from pathlib import Path, PurePosixPath

import jupytext
import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.html_page import Page as HtmlPage
from course.labs import sources
from course.page import Block, Page
from course.page_parser import parse
from course.project import HERE, Project
from course.prose import pieces, plain
from course.resolved import Resolved

KERNEL = {
    "name": "python3",
    "display_name": "Python 3",
    "language": "python",
}

INTRODUCTION = """\
[This page]({address}) as a notebook. It needs the course's package: run
`pip install .` in a copy of the repository. Text CC BY 4.0, code MIT.
"""

SEEDS = """\
# The site does this before it runs a page: you should see the same numbers.
import random

import numpy
import torch

torch.manual_seed(0)
numpy.random.seed(0)
random.seed(0)
"""


def offered(page: Page) -> bool:
    """Whether a page is a lesson: something runs, and it is no title page."""
    return bool(page.runs) and PurePosixPath(page.name).stem != "index"


def links(page: Page) -> str:
    """The links from a page to its downloads, which lie beside it."""
    name = html.escape(PurePosixPath(page.name).stem)
    return (
        '<p class="downloads" data-search-exclude>Run this page: '
        f'<a href="{name}.ipynb" download>notebook</a>, '
        f'<a href="{name}.py" download>Python file</a></p>'
    )


def write(destination: Path, project: Project = HERE) -> None:
    """Put the downloads beside every lesson and lab of a built site."""
    for path in project.pages:
        page = parse(path.read_text("utf-8"), project.name(path))
        if offered(page):
            resolved = Resolved.load(page, project)
            finished = project.finished(path, destination)
            _put(finished, lesson(resolved, project, _address(finished)))
    for path in sources(project):
        finished = project.finished(path, destination)
        _put(finished, lab(path, _address(finished)))


def lesson(resolved: Resolved, project: Project, address: str) -> NotebookNode:
    """A lesson as a notebook without outputs.

    Args:
        resolved: the page.
        project: where the regions of the package are found.
        address: of the page on the site.
    """
    cells = [new_code_cell(SEEDS.strip())]
    for piece in pieces(resolved, project, address):
        if not isinstance(piece, Block):
            cells.append(new_markdown_cell(piece))
            continue
        cell = new_code_cell(piece.body.strip("\n"))
        if error := piece.options.get("raises"):
            # Jupyter goes on with the next cell in spite of the error.
            cell.metadata["tags"] = ["raises-exception"]
            cell.metadata["raises"] = error
        cells.append(cell)
    return _notebook(cells, address)


def lab(path: Path, address: str) -> NotebookNode:
    """A lab as a notebook without outputs, as the reader starts it."""
    cells = []
    for cell in jupytext.read(path).cells:
        if cell.cell_type == "code":
            cells.append(new_code_cell(cell.source))
        else:
            cells.append(new_markdown_cell(plain(cell.source, address)))
    return _notebook(cells, address)


def script(book: NotebookNode) -> str:
    """A notebook as a Python file that runs from beginning to end."""
    book = nbformat.from_dict(book)
    for cell in book.cells:
        if error := cell.metadata.pop("raises", None):
            body = textwrap.indent(cell.source, "    ")
            cell.source = (
                f"try:\n{body}\nexcept {error} as error:\n"
                '    print(f"{type(error).__name__}: {error}")'
            )
            del cell.metadata["tags"]
    book.metadata["jupytext"] = {"notebook_metadata_filter": "-all"}
    text: str = jupytext.writes(book, fmt="py:percent")
    return text


def _notebook(cells: list[NotebookNode], address: str) -> NotebookNode:
    introduction = INTRODUCTION.format(address=address).strip()
    cells = [new_markdown_cell(introduction), *cells]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"  # by chance otherwise
    book = new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    nbformat.validate(book)
    return book


def _address(finished: Path) -> str:
    head = finished.read_text("utf-8").partition("<body")[0]
    return HtmlPage(head).canonical


def _put(finished: Path, book: NotebookNode) -> None:
    name = finished.with_name(finished.parent.name)
    notebook = nbformat.writes(book) + "\n"
    for suffix, text in {".ipynb": notebook, ".py": script(book)}.items():
        target = name.with_suffix(suffix)
        target.write_text(text, "utf-8", newline="\n")
