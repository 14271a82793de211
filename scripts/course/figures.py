"""Figures: what a block drew, in the place where the page wants it.

    <figure class="plot" id="fig-NAME" style="--plot-height:360px">
      <div class="plot__box"><img class="plot__still" src="….svg" alt="…"
        loading="lazy" width="700" height="360"></div>
      <template data-search-exclude>{"data":[…],"layout":{…}}</template>
      <figcaption>…</figcaption>
    </figure>

`figures.js` draws the data into `plot__box` when it comes near the viewport.
The still serves print and readers without scripts. The data stands in a
`<template>`: a `<script>` would be run again by instant navigation.
"""

import html
import json
import posixpath
from collections.abc import Callable
from xml.etree import ElementTree

from markdown.util import AtomicString

from course.page import FigureReference
from course.store import Figure

WIDTH = 700
HEIGHT = 360


def build(
    parent: ElementTree.Element,
    figure: Figure,
    reference: FigureReference,
    *,
    folder: str,
    stash: Callable[[str], str],
) -> None:
    """Add a figure to the page that is being converted.

    Args:
        parent: where to.
        figure: what was drawn.
        reference: the words, inline values already replaced.
        folder: of the page, below docs/; the converter then makes the link
            to the still right for wherever the page ends up.
        stash: keeps HTML from the converter (`Markdown.htmlStash.store`).
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
    data = json.dumps(figure.json, separators=(",", ":"), ensure_ascii=False)
    template = ElementTree.SubElement(
        element, "template", {"data-search-exclude": ""}
    )
    template.text = AtomicString(stash(html.escape(data, quote=False)))
    caption = ElementTree.SubElement(element, "figcaption")
    caption.text = reference.caption
