"""Still pictures of the figures, for print and for readers without scripts."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from course.project import HERE, Project


def still_path(
    name: str, figure: dict[str, Any], project: Project = HERE
) -> str:
    """Where the still of a figure is, below docs/: its content names it."""
    drawn = json.dumps([figure, template(project)], sort_keys=True)
    digest = hashlib.sha256(drawn.encode()).hexdigest()[:12]
    folder = project.stills.relative_to(project.docs).as_posix()
    return f"{folder}/{name}-{digest}.svg"


def template(project: Project = HERE) -> dict[str, Any]:
    """The house template in light colors; Plotly's own if there is none."""
    path = project.docs / "assets" / "figure-template.json"
    if not path.exists():
        return {}
    return _template(path, path.stat().st_mtime_ns)


@cache
def _template(path: Path, _modified: int) -> dict[str, Any]:
    light: dict[str, Any] = json.loads(path.read_text("utf-8"))["light"]
    return light
