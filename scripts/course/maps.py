"""Maps: drawings whose boxes are links, kept as SVG under docs/includes/.

A page places one with a paragraph of its own,

    ![What it shows, in words](map:transformer "Caption.")

which becomes `<figure class="map">` with the drawing inside the page: so its
colors follow the page's, its boxes can be reached with the keyboard, and it
is printed. What all maps look like stands in `map.css` beside them, and goes
into the page with the drawing: pages without a map need not load it. The links
are written as from a page beside this file's pages and go through the
converter, which makes them right for wherever the page ends up and reports
those that lead nowhere.
"""

import re
from pathlib import Path
from xml.etree import ElementTree

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

PLACE = re.compile(
    r"!\[(?P<alt>[^\]]+)\]\(map:(?P<name>[\w-]+)\s+\"(?P<caption>[^\"]+)\"\)"
)


class Maps(BlockProcessor):
    """Puts a drawing where a paragraph asks for it."""

    def __init__(self, md: Markdown, folder: Path) -> None:
        super().__init__(md.parser)
        self.folder = folder

    def test(self, parent: ElementTree.Element, block: str) -> bool:  # noqa: ARG002
        """Whether a paragraph asks for a map."""
        return bool(PLACE.fullmatch(block.strip()))

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        """Put the drawing and its caption into the tree.

        Raises:
            ValueError: if there is no such drawing.
        """
        place = PLACE.fullmatch(blocks.pop(0).strip())
        if place is None:
            return
        path = self.folder / f"{place['name']}-map.svg"
        if not path.is_file():
            raise ValueError(f"there is no map {place['name']!r}: {path.name}")
        drawing = ElementTree.fromstring(path.read_text("utf-8"))
        drawing.set("aria-label", " ".join(place["alt"].split()))
        style = ElementTree.Element("style")
        style.text = (self.folder / "map.css").read_text("utf-8")
        drawing.insert(0, style)
        for element in drawing.iter():
            if element.text:  # what it says is no Markdown
                element.text = AtomicString(element.text)
            if element.tail:
                element.tail = AtomicString(element.tail)
        figure = ElementTree.SubElement(parent, "figure", {"class": "map"})
        figure.append(drawing)
        caption = ElementTree.SubElement(figure, "figcaption")
        caption.text = " ".join(place["caption"].split())


class Links(Treeprocessor):
    """Writes the links of maps in the one way that Material leaves alone.

    Its script sets `href` of whatever has one, and a link in a drawing does
    not let it. Comes after MkDocs has made the links right.
    """

    def run(self, root: ElementTree.Element) -> None:
        """Rename the attribute in every map."""
        for figure in root.iter("figure"):
            if figure.get("class") == "map":
                for link in figure.iter("a"):
                    link.set("xlink:href", link.attrib.pop("href"))
