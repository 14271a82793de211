"""Find out which page a converter is at work on, from the page's text.

A Markdown extension gets the text of a page, without its front matter and
without its name. Messages need the name and the line; links to pictures need
the folder. MkDocs and Zensical could each tell, in ways of their own; the text
is the same everywhere.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from course.page_parser import FRONT_MATTER
from course.project import Project


@dataclass(frozen=True)
class Place:
    """A file, and the line at which the converter's text begins."""

    path: Path
    first_line: int


def places(project: Project) -> dict[str, Place]:
    """The pages of the course, as they are now, by their text."""
    return _places(
        tuple((path, path.stat().st_mtime_ns) for path in project.pages)
    )


@lru_cache(maxsize=8)
def _places(state: tuple[tuple[Path, int], ...]) -> dict[str, Place]:
    return dict(_place(*file) for file in state)


@cache
def _place(path: Path, modified: int) -> tuple[str, Place]:  # noqa: ARG001
    text = path.read_text("utf-8-sig")
    front = FRONT_MATTER.match(text)
    body = text[front.end() :] if front else text
    # Converters also drop the blank lines before the first word.
    begin = len(text) - len(body.lstrip("\n"))
    return body.strip(), Place(path, 1 + text.count("\n", 0, begin))
