"""Bring the outputs of the pages up to date."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from course import plots, store
from course.page import Block, Page, PageError, parse
from course.project import HERE, Project
from course.session import Limits, Session
from course.sources import source_hash
from course.store import Outputs

PROCESSES = 2

Report = Callable[[str], None]


def quietly(_: str) -> None:
    """Report nothing."""


def pages_of(project: Project = HERE) -> tuple[list[Page], list[str]]:
    """All pages of a course, and what is wrong with those that are not read."""
    pages, errors = [], []
    for path in project.pages:
        try:
            pages.append(parse(path.read_text("utf-8"), project.name(path)))
        except PageError as error:
            errors.append(str(error))
    return pages, errors


def stale(pages: Iterable[Page], project: Project = HERE) -> list[Page]:
    """The pages that must be run."""
    return [page for page in pages if store.load_page(page, project) is None]


def run(
    page: Page,
    project: Project = HERE,
    session: Session | None = None,
    limits: Limits | None = None,
) -> dict[str, Any]:
    """Run a page and name what it drew: outputs in the form that is stored.

    Args:
        page: the page.
        project: the course it belongs to.
        session: a process that is ready for it; by default a new one.
        limits: how long it may take.

    Raises:
        PageError: if something fails.
    """
    before = times(project)
    with session or Session() as process:
        answer = process.run(page, project, limits)
    after = times(project)
    blocks, values = [], []
    for step, output in zip(page.steps, answer["outputs"], strict=True):
        if isinstance(step, Block):
            output["figures"] = plots.named(page, step, output["figures"])
            # only what there is: most blocks neither fail nor draw
            blocks.append({name: o for name, o in output.items() if o})
        else:
            values.append(output)
    sources = {}
    for name in answer["sources"]:
        path = project.root / name
        # a file that was edited meanwhile may not be the one that was read
        edited = before.get(path) != after.get(path)
        sources[name] = "edited" if edited else source_hash(path)
    return {"blocks": blocks, "values": values, "sources": sources}


def times(project: Project) -> dict[Path, int]:
    """When each file was modified that a page may read."""
    files = [*project.code.rglob("*.py"), *project.results.rglob("*.json")]
    return {path: path.stat().st_mtime_ns for path in files}


def bring(page: Page, project: Project = HERE) -> Outputs:
    """The outputs of one page, from the store or else from running it."""
    outputs = store.load_page(page, project)
    if outputs is None:
        raw = run(page, project)
        store.save(page, raw, project)
        outputs = store.decode(raw, project)
    return outputs


def update(
    pages: Iterable[Page],
    project: Project = HERE,
    *,
    report: Report = quietly,
    limits: Limits | None = None,
    start: Callable[[], Session] = Session,
) -> list[str]:
    """Run the pages that are stale, two at a time; what went wrong.

    A page is stored as soon as it has run: what is done stays done, whatever
    happens to the others.
    """
    todo = stale(pages, project)
    errors: list[str] = []

    def one(page: Page) -> float:
        begun = time.perf_counter()
        store.save(page, run(page, project, start(), limits), project)
        return time.perf_counter() - begun

    with ThreadPoolExecutor(PROCESSES) as pool:
        running = {pool.submit(one, page): page for page in todo}
        try:
            for number, done in enumerate(as_completed(running), start=1):
                page, count = running[done], f"[{number}/{len(todo)}]"
                try:
                    report(f"{count} {page.name}  {done.result():.1f} s")
                except PageError as error:
                    report(f"{count} {page.name}  FAILED")
                    errors.append(str(error))
        finally:
            pool.shutdown(cancel_futures=True)
    return errors


def problems(pages: Iterable[Page], project: Project = HERE) -> list[str]:
    """What is wrong with the figures of pages that are up to date."""
    found: list[str] = []
    for page in pages:
        outputs = store.load_page(page, project)
        if outputs and not page.is_lab:
            drawn = {
                figure.name: block
                for block, output in zip(page.runs, outputs.blocks, strict=True)
                for figure in output.figures
            }
            found += plots.misplaced(page, drawn)
    return found
