"""Labs as executed notebooks, for mkdocs-jupyter with `execute: false`.

The outputs come from the store. The prose is converted here, by the converter
of the lessons, because nbconvert sets no formulas and knows no admonitions; it
travels in raw cells that nbconvert passes on. The headings go along once more
as Markdown: mkdocs-jupyter makes the table of contents of those.
"""

import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import CodeType
from unittest.mock import patch

import jupytext
import nbformat
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from markdown import Markdown
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output, new_raw_cell

from course import downloads, figures
from course.formulas import FormulaError
from course.labs import page_of, sources
from course.markdown import Course
from course.page import FigureReference, Page
from course.project import HERE, Project
from course.resolved import Resolved
from course.storage import write as write_file
from course.store import Figure

CUT = "<!-- cell -->"
HEADING = re.compile(r"^#{1,6} .*$", re.MULTILINE)
LINK = re.compile(r'( href=| src=)"(?!\w+:|/|#)([^"]+)"')


class Compiled(BytecodeCache):
    """What Jinja has compiled, for as long as the process runs."""

    def __init__(self) -> None:
        self.code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take it over, if it was made of the same source."""
        bucket.code = self.code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        if bucket.code:
            self.code[bucket.key, bucket.checksum] = bucket.code


COMPILED = Compiled()


@contextmanager
def templates_compiled_once() -> Iterator[None]:
    """Let nbconvert keep its templates from one notebook to the next.

    mkdocs-jupyter makes a new exporter for each, twice, and nbconvert has no
    setting for it.
    """
    keeping = partial(Environment, bytecode_cache=COMPILED)
    with patch("nbconvert.exporters.templateexporter.Environment", keeping):
        yield


def write(converter: Markdown, project: Project = HERE) -> None:
    """Write every lab as a notebook with outputs, beside its source.

    Args:
        converter: what makes HTML of the site's Markdown.
        project: the course.

    Raises:
        PageError: if outputs are stale, a figure has no words, or a formula
            is bad.
    """
    for path in sources(project):
        book = executed(path, converter, project)
        text = nbformat.writes(book) + "\n"
        target = path.with_suffix(".ipynb")
        if not target.exists() or target.read_text("utf-8") != text:
            write_file(target, text, project)


def executed(
    path: Path, converter: Markdown, project: Project = HERE
) -> NotebookNode:
    """One lab with its outputs, its prose finished."""
    page = page_of(path, project)
    resolved = Resolved.load(page, project)
    converter.reset()
    cells: list[NotebookNode] = []
    prose: list[tuple[NotebookNode, str]] = []  # where to, and the Markdown
    steps = zip(page.runs, resolved.outputs.blocks, strict=True)
    for cell in jupytext.read(path).cells:
        if cell.cell_type == "markdown":
            prose.append((raw("text/html"), cell.source))
            headings = "\n\n".join(HEADING.findall(cell.source))
            cells += [prose[-1][0], raw("text/markdown", headings)]
            continue
        cells.append(new_code_cell(cell.source))
        block, output = next(steps)
        if output.stdout:
            printed = new_output("stream", name="stdout", text=output.stdout)
            cells[-1].outputs = [printed]
        if output.figures:
            figure = figure_of(cell, block.line, page, output.figures)
            prose.append((raw("text/html"), keep(converter, figure)))
            cells.append(prose[-1][0])
    finished = convert([text for _, text in prose], converter, page, path)
    for (target, _), text in zip(prose, finished, strict=True):
        target.source = LINK.sub(partial(site_link, path), text)
    offer = f"</h1>\n{downloads.links(page)}"
    cells[0].source = cells[0].source.replace("</h1>", offer, 1)
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"  # by chance otherwise
    return new_notebook(cells=cells, metadata={"kernelspec": downloads.KERNEL})


def raw(kind: str, text: str = "") -> NotebookNode:
    """A cell that nbconvert passes on, to the format that it is for."""
    return new_raw_cell(text, metadata={"raw_mimetype": kind})


def figure_of(
    cell: NotebookNode, line: int, page: Page, drawn: tuple[Figure, ...]
) -> tuple[Figure, FigureReference]:
    """A figure and its words, from the heading line of its cell."""
    alt, caption = cell.metadata.get("alt"), cell.metadata.get("caption")
    if len(drawn) > 1 or not alt or not caption:
        raise page.error(
            line,
            'a cell draws one figure and begins with `# %% alt="Text '
            'alternative." caption="Caption."`',
        )
    words = FigureReference(line, 0, 0, "", drawn[0].name, alt, caption)
    return drawn[0], words


def keep(converter: Markdown, figure: tuple[Figure, FigureReference]) -> str:
    """Have a figure built when the converter comes to it."""
    course = next(
        extension
        for extension in converter.registeredExtensions
        if isinstance(extension, Course)
    )
    drawn, words = figure
    return course.keep(
        partial(
            figures.build,
            figure=drawn,
            reference=words,
            folder="labs",
        )
    )


def convert(
    prose: list[str], converter: Markdown, page: Page, path: Path
) -> list[str]:
    """All the prose of a lab at once, so that its ids are unique."""
    try:
        whole = converter.convert(f"\n\n{CUT}\n\n".join(prose))
    except FormulaError as error:
        first = error.tex.strip().split("\n")[0]
        before = path.read_text("utf-8").partition(first)[0]
        raise page.error(1 + before.count("\n"), str(error)) from None
    return whole.split(CUT)


def site_link(path: Path, match: re.Match[str]) -> str:
    """A link between sources as a link between finished pages."""
    target, hash_sign, anchor = match[2].partition("#")
    found = posixpath.normpath(posixpath.join("labs", target))
    address = posixpath.relpath(found, f"labs/{path.stem}")
    if address.endswith((".md", ".ipynb")):
        address = address.rpartition(".")[0].removesuffix("index") + "/"
    return f'{match[1]}"{address}{hash_sign}{anchor}"'
