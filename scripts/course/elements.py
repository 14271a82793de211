"""What the course adds to Markdown, put into a page's text as plain Markdown.

HTML and figures are kept aside; a token stands for them in the text.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple
from xml.etree import ElementTree

from course import downloads, figures, listings, practices, quizzes
from course.includes import include
from course.page import FigureReference
from course.project import Project
from course.resolved import Resolved

TITLE = re.compile(r"^# .+\n?", re.MULTILINE)

# HTML as it is, or what adds to the tree that is being built.
Piece = str | Callable[[ElementTree.Element], None]


class Edit(NamedTuple):
    """`lines`, each behind `prefix`, instead of `text[start:end]`."""

    start: int
    end: int
    prefix: str
    lines: list[str]


@dataclass(frozen=True)
class Elements:
    """The blocks, values, figures and quizzes of one page.

    Attributes:
        resolved: the page.
        project: the course it belongs to.
        keep: keeps a piece and returns the token for it.
    """

    resolved: Resolved
    project: Project
    keep: Callable[[Piece], str]

    def text(self) -> str:
        """The page's text with everything in place.

        Raises:
            PageError: if a quiz is malformed, a region of the package does
                not exist, or a figure's words cannot be read aloud.
        """
        edits = [*self.title(), *self.blocks(), *self.figures()]
        edits += self.quizzes()  # with the figures in them
        parts, at = [], 0
        for edit in sorted(edits):
            parts.append(self.resolved.text(at, edit.start))
            new = [f"{edit.prefix}{line}".rstrip() for line in edit.lines]
            parts += [line + "\n" for line in new]
            at = edit.end
        end = len(self.resolved.page.text)
        return "".join([*parts, self.resolved.text(at, end)])

    def title(self) -> Iterator[Edit]:
        """The downloads, below the title."""
        title = TITLE.search(self.resolved.prose)
        if title and downloads.offered(self.resolved.page):
            links = self.keep(downloads.links(self.resolved.page))
            yield Edit(title.end(), title.end(), "", ["", links, ""])

    def blocks(self) -> Iterator[Edit]:
        """Every listing, with what it did."""
        for block in self.resolved.page.blocks:
            body = block.body
            if block.is_snippet:
                body = include(block, self.resolved.page, self.project)
            output = self.resolved.output(block.start)
            lines = listings.to_markdown(block, body, output, stash=self.keep)
            if "practice" in block.options:
                lines = practices.to_markdown(
                    block, lines, self.resolved.page, self.project,
                    stash=self.keep,
                )  # fmt: skip
            yield Edit(block.start, block.end, block.prefix, lines)

    def quizzes(self) -> Iterator[Edit]:
        """Every quiz."""
        for fence, question in quizzes.on(
            self.resolved, self.project, self.figure
        ):
            lines = quizzes.to_markdown(question, stash=self.keep)
            yield Edit(fence.start, fence.end, fence.prefix, lines)

    def figures(self) -> Iterator[Edit]:
        """Every figure, in the place that the page gives it."""
        page = self.resolved.page
        for reference in page.figures:
            if page.is_asked(reference):
                continue
            lines = ["", self.figure(reference), ""]
            yield Edit(reference.start, reference.end, reference.prefix, lines)

    def figure(self, reference: FigureReference) -> str:
        """The token for a figure."""
        page = self.resolved.page
        folder = posixpath.dirname(page.name.removeprefix("docs/"))
        reference = self.resolved.figure(reference)
        if "$" in reference.alt:
            raise page.error(
                reference.line,
                f"the text alternative of figure {reference.name!r} is "
                "read aloud: put its formula into words",
            )
        build = partial(
            figures.build,
            figure=self.resolved.outputs.figures[reference.name],
            reference=reference,
            folder=folder,
        )
        return self.keep(build)
