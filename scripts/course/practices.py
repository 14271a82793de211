"""Practices: blocks that readers change and run in the page.

A block `{practice="id"}` is where the reader starts; the fold "Solution" that
follows it holds a block that its check finds right. In the page both run
without torch, so the build tries them with what the page will have (`narrow`).

    <div class="cell" id="practice-ID" data-units="PAGE-DIGEST.json"
         [data-python="0.27.7/lock-DIGEST.json" data-sent="9" data-bytes="…"]>
      listing and output, as of any block
    </div>

The first cell of a page has the data for all. `data-units` is a file in
`assets/practice/`, `{"units": [{"code", "practice", "solution"}]}`: what the
session in the page may run, in order; see `in_page.session`. `data-sent` is in
MB, as sent; `data-bytes` as unpacked. Without `data-python` the page offers no
Python.
"""

import hashlib
import json
import re
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from course import pyodide, storage
from course.page import Block, Page, PageError
from course.page_parser import parse
from course.page_wheel import available, imported, is_module, wheel
from course.project import HERE, Project
from course.store import slug_of
from in_page.names import Names, names

SOLUTION = re.compile(r"^[ \t]*\?{3}\+? success \"Solution", re.MULTILINE)
HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
NARROW = Path(__file__).with_name("narrow.py")
LONGEST = 120  # seconds for all practices of a page, on the build's machine
PROCESSES = 2


@dataclass(frozen=True)
class Practice:
    """Where the reader starts, and what is right."""

    name: str
    start: Block
    solution: Block


@dataclass(frozen=True)
class Unit:
    """A block that runs in the page."""

    block: Block
    practice: str = ""
    solution: bool = False


def on(page: Page) -> list[Practice]:
    """The practices of a page.

    Raises:
        PageError: if one has no solution.
    """
    found = []
    for block in page.runs:
        if name := block.options.get("practice"):
            found.append(Practice(name, block, _solution(page, block)))
    return found


def _solution(page: Page, start: Block) -> Block:
    heading = HEADING.search(page.prose, start.end)
    end = heading.start() if heading else len(page.text)
    fold = SOLUTION.search(page.prose, start.end, end)
    for block in page.runs:
        if fold and fold.start() < block.start < end and block.prefix:
            return block
    raise page.error(
        start.line,
        f"practice {start.options['practice']!r} has no solution: below it, "
        'before the next heading, write ??? success "Solution" and in it a '
        "python block that the check finds right",
    )


def units(page: Page, project: Project = HERE) -> list[Unit]:
    """The blocks of a page that can run without torch.

    Raises:
        PageError: if a practice or a solution cannot, with the reason.
    """
    special = {}
    for practice in on(page):
        special[practice.start.start] = Unit(practice.start, practice.name)
        special[practice.solution.start] = Unit(
            practice.solution, practice.name, solution=True
        )
    found: list[Unit] = []
    reasons: dict[str, str] = {}  # for a name, why it cannot be had
    carried = wheel(project).modules
    for block in page.runs:
        wants, reason = _wants(block, project, carried, reasons)
        if reason:
            if block.start in special:
                raise page.error(
                    block.line,
                    f"this cannot run in the reader's page: {reason}",
                )
            why = f"it needs what line {block.line} defines, and there {reason}"
            reasons |= dict.fromkeys(wants.gives, why)
        else:
            found.append(special.get(block.start, Unit(block)))
            for name in wants.gives:
                reasons.pop(name, None)
    return found


def _wants(
    block: Block,
    project: Project,
    carried: frozenset[str],
    reasons: dict[str, str],
) -> tuple[Names, str]:
    """The names of a block, and why it cannot run in the page."""
    try:
        wants = names(block.body)
    except SyntaxError:
        return Names(frozenset(), frozenset()), "the grammar is wrong"
    if "raises" in block.options:
        return wants, "an error is raised"
    for name in imported(block.body):
        if name.partition(".")[0] != "unmasked":
            if not available(name):
                return wants, f"{name} is imported"
        elif is_module(name, project) and name not in carried:
            return wants, f"{name} is imported, which needs more than NumPy"
    for name in sorted(wants.needs):
        if name in reasons:
            return wants, f"{name!r} is needed: {reasons[name]}"
    return wants, ""


def file(page: Page, project: Project = HERE) -> tuple[str, str]:
    """The name and the text of what the page's session is made of."""
    listed: list[dict[str, Any]] = []
    for unit in units(page, project):
        entry: dict[str, Any] = {"code": unit.block.body}
        if unit.practice:
            entry |= {"practice": unit.practice, "solution": unit.solution}
        listed.append(entry)
    text = json.dumps({"units": listed}, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return f"{slug_of(page)}-{digest}.json", text


def to_markdown(
    block: Block,
    lines: list[str],
    page: Page,
    project: Project,
    *,
    stash: Callable[[str], str],
) -> list[str]:
    """A listing with its output, as a cell."""
    data = ""
    name = block.options["practice"]
    if name == on(page)[0].name:
        data = _data(page, project)
    opening = f'<div class="cell" id="practice-{name}"{data}>'
    return ["", stash(opening), "", *lines, "", stash("</div>"), ""]


def _data(page: Page, project: Project) -> str:
    """What all cells of a page load."""
    data = f' data-units="{file(page, project)[0]}"'
    if python := pyodide.runtime(project):
        data += (
            f' data-python="{python.lock}" data-sent="{python.sent / 1e6:.0f}"'
            f' data-bytes="{python.unpacked}"'
        )
    return data


def write(destination: Path, project: Project = HERE) -> None:
    """Put what the cells run into a built site."""
    target = destination / "assets" / "practice"
    for path in project.pages:
        page = parse(path.read_text("utf-8"), project.name(path))
        if on(page):
            target.mkdir(exist_ok=True)
            name, text = file(page, project)
            (target / name).write_text(text, "utf-8", newline="\n")


def problems(pages: Iterable[Page], project: Project = HERE) -> list[str]:
    """Practices that would not work in the reader's page, and why."""
    errors: list[str] = []
    seen: dict[str, str] = {}
    sound: list[Page] = []
    for page in pages:
        try:
            for practice in on(page):
                place = f"{page.name}:{practice.start.line}"
                if other := seen.get(practice.name):
                    errors.append(
                        f"{place}: practice {practice.name}: {other} has the "
                        "same name"
                    )
                seen[practice.name] = place
            sound.append(page)
        except PageError as error:
            errors.append(str(error))
    with ThreadPoolExecutor(PROCESSES) as pool:
        for found in pool.map(partial(_tried, project=project), sound):
            errors += found
    return errors


def _tried(page: Page, project: Project) -> list[str]:
    """Run every practice of a page as the reader's browser will."""
    practices = on(page)
    if not practices:
        return []
    try:
        content = file(page, project)[1]
    except PageError as error:
        return [str(error)]
    ours = wheel(project)
    known = hashlib.sha256(f"{content}\0{ours.name}".encode()).hexdigest()[:16]
    mark = project.cache / "practices" / known
    if mark.exists():
        return []
    place = project.cache / "wheels" / ours.name
    if not place.exists():
        storage.write_bytes(place, ours.content, project)
    job = {
        "units": json.loads(content)["units"],
        "practices": [
            {
                "practice": practice.name,
                "start": practice.start.body,
                "solution": practice.solution.body,
            }
            for practice in practices
        ],
    }
    installed = {sysconfig.get_path(kind) for kind in ("purelib", "platlib")}
    try:
        done = subprocess.run(
            [
                sys.executable,
                "-I",
                "-S",
                str(NARROW),
                str(place),
                *sorted(installed),
            ],
            input=json.dumps(job),
            capture_output=True,
            encoding="utf-8",
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [
            str(
                page.error(
                    practices[0].start.line,
                    f"the practices of this page take over {LONGEST} s",
                )
            )
        ]
    if done.returncode:
        return [str(page.error(practices[0].start.line, done.stderr[-2000:]))]
    errors = [
        str(page.error(line, message))
        for practice, answer in zip(
            practices, json.loads(done.stdout), strict=True
        )
        for line, message in _judged(practice, answer)
    ]
    if not errors:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    return errors


def _judged(
    practice: Practice, answer: dict[str, Any]
) -> Iterable[tuple[int, str]]:
    start, solution = answer["start"], answer["solution"]
    if start["error"]:
        yield (
            practice.start.line,
            f"practice {practice.name} fails in the reader's page as it "
            f"stands:\n{start['error']}",
        )
    if start["passed"]:
        yield (
            practice.start.line,
            f"practice {practice.name} is right before anything was done",
        )
    if solution["error"]:
        yield (
            practice.solution.line,
            f"the solution of {practice.name} fails in the reader's page:\n"
            f"{solution['error']}",
        )
    elif not solution["passed"]:
        yield (
            practice.solution.line,
            f"the check of {practice.name} does not find the solution right, "
            f"but says:\n{solution['said']}",
        )
