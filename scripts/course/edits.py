"""Which pages an edit concerns, so that a preview builds no others."""

import os
import re
from pathlib import Path

from course import labs, store
from course.page import PageError
from course.page_parser import parse
from course.project import Project

SNIPPET = re.compile(r'--8<-- "([^":]+)')
OBJECT = re.compile(r"^::: (\S+)", re.MULTILINE)
# What building writes below the folders that are watched.
WRITTEN = {"_generated", "figures", "__pycache__"}

IDS = "question-ids.txt"

State = dict[Path, tuple[int, int]]


def state(project: Project) -> State:
    """Every file that the site is made of, by time and size."""
    paths = [project.root / "mkdocs.yml"]
    for top in (project.docs, project.code):
        for folder, folders, files in os.walk(top):
            folders[:] = [name for name in folders if name not in WRITTEN]
            paths += (Path(folder, f) for f in files if not _is_made(f))
    about = {path: path.stat() for path in paths}
    return {p: (a.st_mtime_ns, a.st_size) for p, a in about.items()}


def _is_made(name: str) -> bool:
    return name.endswith(".ipynb") or name == IDS


def concerned(before: State, after: State, project: Project) -> Project:
    """The course, or the part of it that differs between two states."""
    changed = {p for p in before | after if before.get(p) != after.get(p)}
    if before.keys() != after.keys():
        return project  # a page more or less changes the navigation
    written = {*project.pages, *labs.sources(project)}
    only = changed & written
    modules = changed - written
    if not all(
        p.suffix == ".py" and project.code in p.parents for p in modules
    ):
        return project
    if modules:
        only |= {path for path in written if modules & uses(path, project)}
    return Project(project.root, frozenset(only))


def uses(path: Path, project: Project) -> set[Path]:
    """The modules that a page or a lab runs or shows."""
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        return store.package_files(labs.page_of(path, project), project)
    shown = {project.code / name for name in SNIPPET.findall(text)}
    for name in OBJECT.findall(text):
        place = project.code.joinpath(*name.split("."))
        shown |= {place / "__init__.py", place.with_suffix(".py")}
    try:
        page = parse(text, project.name(path))
    except PageError:
        return shown
    return shown | store.package_files(page, project)
