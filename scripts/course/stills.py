"""Still pictures of the figures, for print and for readers without scripts."""

import hashlib
import json
import re
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from course.browser import INSTRUCTION, find_browser
from course.project import HERE, Project
from course.storage import write

WIDTH, HEIGHT = 700, 360
RANDOM_ID = re.compile(r'id="topdefs-([0-9a-f]{6})"')


class StillsError(RuntimeError):
    """Figures that could not be drawn, and why."""


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


def draw(
    figures: Mapping[str, dict[str, Any]], project: Project = HERE
) -> list[str]:
    """Draw the stills that are missing, all with one start of the browser.

    Args:
        figures: the figures by the path of their still below docs/.
        project: the course they belong to.

    Returns:
        The paths that were drawn.

    Raises:
        StillsError: if there is no browser, or a figure cannot be drawn.
    """
    todo = [still for still in figures if not (project.docs / still).exists()]
    if not todo:
        return []
    browser = find_browser()
    if browser is None:
        raise StillsError(f"{len(todo)} figures to draw, and {INSTRUCTION}")
    with tempfile.TemporaryDirectory(prefix="stills-") as folder:
        jobs = []
        for number, still in enumerate(todo):
            layout = {**figures[still]["layout"], "template": template(project)}
            for control in ("sliders", "updatemenus"):
                layout.pop(control, None)  # nobody can move them in a picture
            height = layout.get("height", HEIGHT)
            data = [
                {**trace, "uid": f"trace-{index}"}  # or Plotly takes dice
                for index, trace in enumerate(figures[still]["data"])
            ]
            jobs.append(
                {
                    "fig": {"data": data, "layout": layout},
                    "path": Path(folder, f"{number}.svg"),
                    "opts": {"width": WIDTH, "height": height},
                }
            )
        _render(jobs, browser)
        for number, still in enumerate(todo):
            drawn = Path(folder, f"{number}.svg").read_text("utf-8")
            write(project.docs / still, stable(drawn) + "\n", project)
    return todo


def _render(jobs: list[dict[str, Any]], browser: str) -> None:
    import kaleido

    # The browser starts once and stays until the program ends, for a server
    # that draws again and again. mathjax would come from another host;
    # plotly.js comes from the Python package.
    kaleido.start_sync_server(
        mathjax=False, path=browser, silence_warnings=True
    )
    errors = kaleido.write_fig_from_object_sync(jobs)
    if errors:
        raise StillsError("\n".join(str(error) for error in errors))


def stable(svg: str) -> str:
    """An SVG without the random part of its ids."""
    for random in set(RANDOM_ID.findall(svg)):
        svg = re.sub(rf'((?:id="|#)[a-z]*-?){random}', r"\1figure", svg)
    return svg
