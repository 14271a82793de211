"""Bring the outputs of the pages up to date."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from course import labs, plots, practices, question_ids, stills, store
from course.page import Block, Page, PageError
from course.page_parser import parse
from course.project import HERE, Project
from course.session import Limits, Session
from course.store import Outputs
from course.verify import differences

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
    pages += [labs.page_of(path, project) for path in labs.sources(project)]
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
        session: a process that is ready for it; by default a new one that
            imports what the page needs.
        limits: how long it may take.

    Raises:
        PageError: if something fails.
    """
    before = times(project)
    with session or Session(libraries(page, project)) as process:
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
    sources = store.sources_of(page, answer["data"], project)
    for path in before.keys() | after.keys():
        if before.get(path) != after.get(path):
            # edited meanwhile: it may not be what the page has read
            name = path.relative_to(project.root).as_posix()
            sources.update({name: "edited"} if name in sources else {})
    return {"blocks": blocks, "values": values, "sources": sources}


def libraries(page: Page, project: Project = HERE) -> list[str]:
    """The slow libraries that a page, or what it imports, speaks of."""
    texts = [step.body if isinstance(step, Block) else step.expression
             for step in page.steps]  # fmt: skip
    for path in store.package_files(page, project):
        texts.append(path.read_text("utf-8"))
    return [
        name for name in store.LIBRARIES if any(name in text for text in texts)
    ]


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


def in_parallel(
    work: Callable[[Page], list[str]], pages: list[Page], report: Report
) -> list[str]:
    """Do something for each page, two at a time; what went wrong."""
    errors: list[str] = []

    def one(page: Page) -> tuple[float, list[str]]:
        begun = time.perf_counter()
        try:
            found = work(page)
        except PageError as error:
            found = [str(error)]
        return time.perf_counter() - begun, found

    with ThreadPoolExecutor(PROCESSES) as pool:
        running = {pool.submit(one, page): page for page in pages}
        try:
            for number, done in enumerate(as_completed(running), start=1):
                seconds, found = done.result()
                end = "FAILED" if found else f"{seconds:.1f} s"
                count = f"[{number}/{len(pages)}]"
                report(f"{count} {running[done].name}  {end}")
                errors += found
        finally:
            pool.shutdown(cancel_futures=True)
    return errors


def update(
    pages: Iterable[Page],
    project: Project = HERE,
    *,
    report: Report = quietly,
    limits: Limits | None = None,
    start: Callable[[], Session] | None = None,
) -> list[str]:
    """Run the pages that are stale; what went wrong.

    A page is stored as soon as it has run: what is done stays done, whatever
    happens to the others.
    """

    def work(page: Page) -> list[str]:
        session = start() if start else None
        store.save(page, run(page, project, session, limits), project)
        return []

    return in_parallel(work, stale(pages, project), report)


def verify(
    pages: Iterable[Page], project: Project = HERE, *, report: Report = quietly
) -> list[str]:
    """Run every page again, store nothing; where it parts from the store.

    The seed is another one than when the outputs were stored: a page that
    draws random numbers must seed them itself, as its readers will not have
    been given a seed either.
    """

    def work(page: Page) -> list[str]:
        stored = store.load_page(page, project)
        if stored is None:
            return [f"{page.name}: the stored outputs are stale"]
        raw = run(page, project, Session(libraries(page, project), seed=1))
        return list(differences(page, stored, store.decode(raw, project)))

    return in_parallel(work, [page for page in pages if page.steps], report)


def missing_stills(
    pages: Iterable[Page], project: Project = HERE
) -> dict[str, dict[str, Any]]:
    """The figures without a picture, by the path that it will have."""
    return {
        figure.still: figure.json
        for page in pages
        if (outputs := store.load_page(page, project))
        for figure in outputs.figures.values()
        if not (project.docs / figure.still).exists()
    }


def misplaced(pages: Iterable[Page], project: Project = HERE) -> list[str]:
    """Figures that are drawn and not placed, or placed and not drawn."""
    errors: list[str] = []
    for page in pages:
        outputs = store.load_page(page, project)
        if outputs and not page.is_lab:
            blocks = zip(page.runs, outputs.blocks, strict=True)
            drawn = {f.name: block for block, o in blocks for f in o.figures}
            errors += map(str, plots.misplaced(page, drawn))
    return errors


def refresh(
    project: Project = HERE,
    *,
    report: Report = quietly,
    start: Callable[[], Session] | None = None,
) -> list[str]:
    """Run what is stale, draw what is missing, delete what is left over.

    Returns:
        What is wrong. Nothing is deleted while something is.
    """
    pages, errors = pages_of(project)
    errors += update(pages, project, report=report, start=start)
    errors += misplaced(pages, project)
    errors += practices.problems(pages, project)
    if project.only is None:
        errors += question_ids.update(project)
    try:
        for still in stills.draw(missing_stills(pages, project), project):
            report(f"drew docs/{still}")
    except stills.StillsError as error:
        errors.append(str(error))
    if not errors and project.only is None:
        for path in store.prune(pages, project):
            report(f"removed {project.name(path)}, which nothing refers to")
    return errors
