"""The course's Python-Markdown extension, `course.markdown`.

Puts under every block what it printed, figures where the page wants them and
values into sentences; makes quizzes of quiz fences and sets formulas. It runs
nothing: outputs come from the store, and a page whose outputs are stale is an
error. It needs neither MkDocs nor Zensical, and works in both.

Beside it a page wants `pymdownx.superfences` for its fences and
`pymdownx.arithmatex: {generic: true}` for its formulas.

How it works: before any other extension sees the text, each element is
replaced by Markdown that stands for it. A piece of finished HTML, or a figure,
is represented by a paragraph of one token until the block parser meets it, so
all of this works inside lists, tabs and admonitions.
"""

import html
import re
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from course import formulas, glossary, listings
from course.elements import Elements, Piece
from course.locate import Place, places
from course.maps import Links, Maps
from course.page import Page
from course.page_parser import parse
from course.plots import misplaced
from course.project import HERE, Project
from course.resolved import Resolved

TOKEN = re.compile(" {0,3}\ue000([0-9]+)\ue001\\s*")


class Course(Extension):
    """The extension itself. `root` is the folder that holds `docs/`."""

    def __init__(self, **settings: Any) -> None:
        self.config = {"root": [str(HERE.root), "the folder above docs/"]}
        super().__init__(**settings)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Take part in the stages of a conversion."""
        md.registerExtension(self)
        glossary.explain(md, self.project)
        self.pieces: list[Piece] = []
        self.page: Page | None = None
        self.first_line = 1
        # Before snippets are put in (32), while this is still the text of a
        # file.
        md.preprocessors.register(Rewriter(md, self), "course", 40)
        md.parser.blockprocessors.register(Pieces(md, self), "course", 200)
        includes = self.project.docs / "includes"
        md.parser.blockprocessors.register(Maps(md, includes), "maps", 201)
        # After the table of contents (5), which wants the words of a heading.
        md.treeprocessors.register(Formulas(md, self), "course", 4)
        # After MkDocs has made links right for where the page ends up (0).
        md.treeprocessors.register(Links(md), "map links", -1)
        # After listings have been put back into the text (30).
        md.postprocessors.register(Lighter(md), "course", 0)

    def reset(self) -> None:
        """Forget the last page."""
        self.pieces.clear()
        self.page = None

    @property
    def project(self) -> Project:
        """The course that the pages belong to."""
        return Project(Path(self.getConfig("root")))

    @cached_property
    def places(self) -> dict[str, Place]:
        """The pages, looked at once: a converter is made for each build."""
        return places(self.project)

    def keep(self, piece: Piece) -> str:
        """Keep HTML, or what builds it; return the token for it."""
        self.pieces.append(piece)
        return f"\ue000{len(self.pieces) - 1}\ue001"


class Rewriter(Preprocessor):
    """Replaces what the course adds to Markdown by Markdown."""

    def __init__(self, md: Markdown, course: Course) -> None:
        super().__init__(md)
        self.course = course

    def run(self, lines: list[str]) -> list[str]:
        """Rewrite a page of the course; leave any other text alone."""
        text, project = "\n".join(lines), self.course.project
        place = self.course.places.get(text.strip())
        if place is None:  # a docstring, say
            return lines
        name = project.name(place.path)
        page = parse(text, name, first_line=place.first_line)
        resolved = Resolved.load(page, project)
        for error in misplaced(page, resolved.drawn):
            raise error
        self.course.page = page
        self.course.first_line = place.first_line
        elements = Elements(resolved, project, self.course.keep)
        return elements.text().split("\n")


class Pieces(BlockProcessor):
    """Turns a paragraph that is a token into what the token stands for."""

    def __init__(self, md: Markdown, course: Course) -> None:
        super().__init__(md.parser)
        self.md, self.course = md, course

    def test(self, parent: ElementTree.Element, block: str) -> bool:  # noqa: ARG002
        """Whether a paragraph is a token."""
        return bool(TOKEN.fullmatch(block))

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        """Put the piece into the tree."""
        token = TOKEN.fullmatch(blocks.pop(0))
        piece = self.course.pieces[int(token[1])] if token else ""
        if callable(piece):
            piece(parent)
        else:
            paragraph = ElementTree.SubElement(parent, "p")
            paragraph.text = self.md.htmlStash.store(piece)


class Formulas(Treeprocessor):
    """Sets what arithmatex found."""

    def __init__(self, md: Markdown, course: Course) -> None:
        super().__init__(md)
        self.course = course

    def run(self, root: ElementTree.Element) -> None:
        """Replace each formula by HTML that needs no script."""
        for element in root.iter():
            if element.get("class") != "arithmatex" or not element.text:
                continue
            wrapped = html.unescape(element.text)
            tex, display = wrapped[2:-2], wrapped.startswith(r"\[")
            try:
                result = formulas.render(tex, display=display)
            except formulas.FormulaError as error:
                raise self.place(error) from None
            element.text = AtomicString(self.md.htmlStash.store(result))
            if not display:
                # KaTeX nests spans, and Material's search ends the exclusion
                # of an element at the first end tag of its name.
                element.tag = "var"
            kind = "formula formula--display" if display else "formula"
            element.set("class", kind)
            element.set("data-search-exclude", "")

    def place(self, error: formulas.FormulaError) -> ValueError:
        """Name the line of the page where the formula stands."""
        page = self.course.page
        if page is None:
            return error
        # The first line of it, because a list or a tab indents the others.
        start = error.tex.strip().split("\n")[0]
        found = (
            number
            for number, line in enumerate(page.text.split("\n"))
            if start in line
        )
        # Not found when an inline value is part of it.
        line = self.course.first_line + next(found, 0)
        return page.error(line, str(error))


class Lighter(Postprocessor):
    """Takes off listings what makes them heavy and nobody sees."""

    def run(self, text: str) -> str:
        """Change the finished page."""
        return listings.lighten(text)


def makeExtension(**settings: Any) -> Course:  # noqa: N802
    """What Python-Markdown calls to load the extension by its name."""
    return Course(**settings)
