"""Labs: `docs/labs/*.py`, notebooks in percent format.

Their code cells run as the blocks of a page do: in one session, through the
same store. A cell that draws a figure says what is to be seen:

    # %% alt="Text alternative." caption="Caption."
"""

from pathlib import Path

import jupytext

from course.page import Page, lab
from course.project import HERE, Project


def sources(project: Project = HERE) -> list[Path]:
    """The labs as they are written."""
    return sorted(filter(project.wants, (project.docs / "labs").glob("*.py")))


def page_of(path: Path, project: Project = HERE) -> Page:
    """The code cells of a lab, to be run as the blocks of a page."""
    text, at, cells = path.read_text("utf-8"), 0, []
    for cell in jupytext.reads(text, fmt="py:percent").cells:
        if cell.cell_type == "code":
            at = text.index(cell.source, at)
            line = 1 + text.count("\n", 0, at)
            cells.append((line, cell.source + "\n"))
    return lab(project.name(path), cells)
