"""Write files whole or not at all."""

import os
import tempfile
from pathlib import Path

from course.project import HERE, Project


def write(path: Path, text: str, project: Project = HERE) -> None:
    """Write a text file whole or not at all, even when killed in the middle."""
    write_bytes(path, text.encode(), project)


def write_bytes(path: Path, content: bytes, project: Project = HERE) -> None:
    """Write a file whole or not at all.

    Another process that reads it meanwhile gets the old one or the new one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    project.cache.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=project.cache)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(temporary).chmod(0o644)
    Path(temporary).replace(path)
