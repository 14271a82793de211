"""Whether the site that stands in a folder is the one a build would make.

The stamp of a build is a digest of everything that goes into it, and of what
the finished folder holds. It is kept when the site was found in order.
"""

import hashlib
import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from course import pyodide
from course.project import HERE, Project

# What is made of the rest of these folders.
DERIVED = {"__pycache__", ".ipynb_checkpoints"}


def inputs(project: Project = HERE) -> str:
    """A digest of all that goes into the site: sources, tools, versions.

    A package is known by the name of its `dist-info`, which has its version.
    """
    digest = hashlib.sha256(sys.version.encode())
    packages = Path(sysconfig.get_path("purelib")).glob("*.dist-info")
    digest.update("\0".join(sorted(path.name for path in packages)).encode())
    fetched = pyodide.folder(project)
    digest.update("\0".join(sorted(p.name for p in _files(fetched))).encode())
    files = [project.root / "mkdocs.yml"]
    for folder in (project.docs, project.code, project.root / "scripts"):
        files += _files(folder)
    labs = project.docs / "labs"
    for path in files:
        if path.suffix == ".ipynb" and path.parent == labs:
            continue  # made of the .py beside it
        digest.update(f"\0{path.relative_to(project.root)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def keep(made_of: str, site: Path, project: Project = HERE) -> None:
    """Remember that a site is in order, and what it was made of."""
    project.cache.mkdir(parents=True, exist_ok=True)
    _place(project).write_text(_stamp(made_of, site), "utf-8")


def valid(made_of: str, site: Path, project: Project = HERE) -> bool:
    """Whether a site was made of this and stands as it was left."""
    place = _place(project)
    return place.exists() and place.read_text("utf-8") == _stamp(made_of, site)


def _place(project: Project) -> Path:
    return project.cache / "site.sha256"


def _stamp(made_of: str, site: Path) -> str:
    digest = hashlib.sha256(made_of.encode())
    for path in _files(site):
        state = path.stat()
        name = path.relative_to(site)
        digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in DERIVED)
        yield from (Path(parent, name) for name in sorted(files))
