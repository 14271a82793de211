"""Maps stand in the page, in its colors, and their links are its links."""

import re
from xml.etree import ElementTree

import pytest
from markdown import Markdown

from course.maps import Links, Maps
from course.project import HERE

MAPS = sorted((HERE.docs / "includes").glob("*-map.svg"))
SVG = """\
<svg class="map" viewBox="0 0 9 9" role="group" aria-label="to be replaced">
<a href="lesson.md#part"><rect width="9" height="9"/>
<text>a causal *mask*</text></a>
</svg>
"""
PLACE = '![What it\nshows](map:tiny "See *this*.")'


@pytest.fixture
def convert(tmp_path):
    (tmp_path / "tiny-map.svg").write_text(SVG)
    (tmp_path / "map.css").write_text(".map a > rect{fill:red}")

    def converted(text, extensions=("abbr",)):
        md = Markdown(extensions=list(extensions))
        md.parser.blockprocessors.register(Maps(md, tmp_path), "maps", 201)
        md.treeprocessors.register(Links(md), "map links", -1)
        return md.convert(text)

    return converted


def test_a_map_stands_in_the_page_with_its_words(convert):
    page = convert(f"Before.\n\n{PLACE}\n\nAfter.")
    assert '<figure class="map"><svg' in page
    assert 'aria-label="What it shows"' in page
    assert "<figcaption>See <em>this</em>.</figcaption>" in page


def test_what_a_map_says_is_no_markdown(convert):
    page = convert(f"{PLACE}\n\n*[causal]: no tooltip in a drawing")
    assert "a causal *mask*</text>" in page


def test_what_maps_look_like_comes_with_them(convert):
    assert "<style>.map a > rect{fill:red}</style>" in convert(PLACE)


def test_links_are_written_so_that_scripts_leave_them_alone(convert):
    page = convert(PLACE)
    assert 'xlink:href="lesson.md#part"' in page
    assert re.search(r"<a href", page) is None


def test_an_unknown_map_is_refused(convert):
    with pytest.raises(ValueError, match="there is no map 'other'"):
        convert(PLACE.replace("tiny", "other"))


def test_a_sentence_about_a_map_is_left_alone(convert):
    assert "<figure" not in convert(f"See {PLACE} here.")


@pytest.mark.parametrize("path", MAPS, ids=lambda path: path.stem)
def test_every_box_of_a_map_is_a_link_with_words(path):
    drawing = ElementTree.parse(path).getroot()
    boxes = [r for r in drawing.iter("rect") if "map__box" in r.get("class")]
    links = list(drawing.iter("a"))
    assert (
        len(boxes) == len(links) == sum(len(a.findall("rect")) for a in links)
    )
    assert all(link.findtext("text") for link in links)
