"""Figures: what a block drew, in the place where the page wants it.

    <figure class="plot" id="fig-NAME" style="--plot-height:360px">
      <div class="plot__box"><img class="plot__still" src="….svg" alt="…"
        loading="lazy" width="700" height="360"></div>
      <figcaption>…</figcaption>
    </figure>

When the figure comes near the viewport, `figures.js` gets its data, which has
the name of the still and ends in `.json`, and draws it into `plot__box`. The
still serves print and readers without scripts.
"""

import json
import posixpath
from pathlib import Path
from xml.etree import ElementTree

from course import labs, store
from course.page import FigureReference
from course.page_parser import parse
from course.project import HERE, Project
from course.store import Figure

WIDTH = 700
HEIGHT = 360


def build(
    parent: ElementTree.Element,
    figure: Figure,
    reference: FigureReference,
    *,
    folder: str,
) -> None:
    """Add a figure to the page that is being converted.

    Args:
        parent: where to.
        figure: what was drawn.
        reference: the words, inline values already replaced.
        folder: of the page, below docs/; the converter then makes the link
            to the still right for wherever the page ends up.
    """
    height = int(figure.json["layout"].get("height", HEIGHT))
    element = ElementTree.SubElement(
        parent,
        "figure",
        {
            "class": "plot",
            "id": f"fig-{figure.name}",
            "style": f"--plot-height:{height}px",
        },
    )
    box = ElementTree.SubElement(element, "div", {"class": "plot__box"})
    ElementTree.SubElement(
        box,
        "img",
        {
            "class": "plot__still",
            "src": posixpath.relpath(figure.still, folder or "."),
            "alt": " ".join(reference.alt.split()),
            "loading": "lazy",
            "width": str(WIDTH),
            "height": str(height),
        },
    )
    caption = ElementTree.SubElement(element, "figcaption")
    caption.text = reference.caption


def write(destination: Path, project: Project = HERE) -> None:
    """Put the data of every figure beside its still in a built site."""
    pages = [parse(path.read_text("utf-8")) for path in project.pages]
    pages += [labs.page_of(path, project) for path in labs.sources(project)]
    for page in pages:
        outputs = store.load_page(page, project)
        for figure in outputs.figures.values() if outputs else ():
            data = json.dumps(
                figure.json, separators=(",", ":"), ensure_ascii=False
            )
            target = (destination / figure.still).with_suffix(".json")
            target.write_text(data, "utf-8", newline="\n")
