"""Write files whole or not at all."""

import os
import tempfile
from pathlib import Path

from course.project import HERE, Project


def write(path: Path, text: str, project: Project = HERE) -> None:
    """Write a file whole or not at all, even when killed in the middle."""
    path.parent.mkdir(parents=True, exist_ok=True)
    project.cache.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=project.cache)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    Path(temporary).chmod(0o644)
    Path(temporary).replace(path)
