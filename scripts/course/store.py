"""Keep what the pages printed, drew and computed; know when it is stale.

The outputs of a page live in `docs/_generated/<page>.<key>.json`. The key
covers what the session executes (blocks, inline values) and the versions of
the libraries, so that an edit of the prose costs nothing. The file also lists
every module of the package and every data file that the session read, with a
hash: when one changes, the outputs are stale. Neither the version of Python
nor the machine is part of it.
"""

import hashlib
import importlib.metadata
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course.imports import dependencies
from course.page import Block, Page, Program
from course.page_parser import parse
from course.project import HERE, Project
from course.sources import source_hash
from course.stills import still_path
from course.storage import write

FORMAT = "1"  # raise it when the stored format or the session changes
LIBRARIES = ("torch", "numpy", "plotly")  # whose versions decide the numbers


@dataclass(frozen=True)
class Figure:
    """What one `fig.show()` drew."""

    name: str
    json: dict[str, Any]  # {"data": […], "layout": {…}}, rounded, no template
    still: str  # path of the still picture below docs/


@dataclass(frozen=True)
class BlockOutput:
    """What one block did."""

    stdout: str = ""
    error: str = ""  # last line of the traceback of a `raises` block
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Outputs:
    """Stored outputs, in the order of `Page.runs` and `Page.values`."""

    blocks: tuple[BlockOutput, ...]
    values: tuple[str, ...]
    sources: dict[str, str] = field(default_factory=dict)

    @property
    def figures(self) -> dict[str, Figure]:
        """The figures of the page by name."""
        return {f.name: f for block in self.blocks for f in block.figures}


def load(text: str, project: Project = HERE) -> Outputs | None:
    """Stored outputs of the page with this text; None when it must be run.

    Args:
        text: the page as written, with or without its front matter.
        project: the course it belongs to.

    Raises:
        PageError: if the page cannot be parsed.
    """
    return load_page(parse(text), project)


def load_page(page: Page, project: Project = HERE) -> Outputs | None:
    """Stored outputs of a parsed page; None when it must be run."""
    if not page.steps:
        return Outputs((), ())
    for path in project.generated.glob(f"*.{key(page)}.json"):
        stored = json.loads(path.read_text("utf-8"))
        data = [name for name in stored["sources"] if not name.endswith(".py")]
        if stored["sources"] == sources_of(page, data, project):
            return decode(stored, project)
    return None


def sources_of(
    page: Page, data: Iterable[str], project: Project = HERE
) -> dict[str, str]:
    """The files that the outputs of a page depend on, with their hashes.

    Args:
        page: the page, whose imports are followed.
        data: the data files that its session read.
        project: the course it belongs to.
    """
    paths = package_files(page, project) | {project.root / n for n in data}
    return {
        path.relative_to(project.root).as_posix(): source_hash(path)
        for path in sorted(paths)
    }


def package_files(page: Page, project: Project = HERE) -> set[Path]:
    """The modules of the package that a page imports, directly or not."""
    return dependencies(*(block.body for block in page.runs), project=project)


def key(page: Page) -> str:
    """A digest of what the session of a page executes."""
    parts = [FORMAT]
    for library in LIBRARIES:
        version = importlib.metadata.version(library).split("+")[0]
        parts.append(f"{library} {version}")
    for step in page.steps:
        if isinstance(step, Block):
            names = ("raises", "figure")
            options = [f"{n}={step.options.get(n, '')}" for n in names]
            parts += ["block", *options, step.body]
        else:
            kind = "program" if isinstance(step, Program) else "value"
            parts += [kind, step.expression]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def save(page: Page, raw: dict[str, Any], project: Project = HERE) -> None:
    """Store what a session returned, in place of what the page had before."""
    slug = slug_of(page)
    path = project.generated / f"{slug}.{key(page)}.json"
    parts = {
        "page": json.dumps(page.name),
        "sources": json.dumps(raw["sources"], indent=1, sort_keys=True),
        "values": json.dumps(raw["values"], indent=1, ensure_ascii=False),
        # a line a block: a changed output is then one line of a diff
        "blocks": "[\n" + ",\n".join(map(compact, raw["blocks"])) + "\n]",
    }
    body = ",\n".join(f'"{name}": {part}' for name, part in parts.items())
    write(path, f"{{\n{body}\n}}\n", project)
    for old in project.generated.glob(f"{slug}.*.json"):
        if old != path:
            old.unlink(missing_ok=True)


def decode(stored: dict[str, Any], project: Project = HERE) -> Outputs:
    """Stored JSON, or what a session returned, as objects."""
    return Outputs(
        blocks=tuple(
            BlockOutput(
                stdout=block.get("stdout", ""),
                error=block.get("error", ""),
                figures=tuple(
                    Figure(
                        name=figure["name"],
                        json=figure["json"],
                        still=still_path(
                            figure["name"], figure["json"], project
                        ),
                    )
                    for figure in block.get("figures", ())
                ),
            )
            for block in stored["blocks"]
        ),
        values=tuple(stored["values"]),
        sources=dict(stored["sources"]),
    )


def prune(pages: list[Page], project: Project = HERE) -> list[Path]:
    """Delete stored outputs and stills that no page refers to."""
    keep: set[Path] = set()
    for page in pages:
        if page.steps:
            keep.add(project.generated / f"{slug_of(page)}.{key(page)}.json")
            outputs = load_page(page, project)
            figures = outputs.figures.values() if outputs else ()
            keep.update(project.docs / figure.still for figure in figures)
    stored = [*project.generated.glob("*.json"), *project.stills.glob("*.svg")]
    gone = sorted(path for path in stored if path not in keep)
    for path in gone:
        path.unlink()
    return gone


def slug_of(page: Page) -> str:
    """A page's name as part of a file's name."""
    return page.name.removeprefix("docs/").rsplit(".", 1)[0].replace("/", "-")


def compact(value: Any) -> str:
    """JSON without the spaces."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
