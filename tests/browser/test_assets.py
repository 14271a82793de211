"""What readers are sent: the right versions, and not too much."""

import gzip
import json
import re
from itertools import chain
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect
from plotly.offline import get_plotlyjs_version

from course.project import HERE
from tests.browser.conftest import Open
from tests.browser.memories import LESSON, remember

ASSETS = HERE.docs / "assets"


def test_plotly_speaks_the_version_of_the_python_package() -> None:
    library = (ASSETS / "vendor" / "plotly-cartesian.min.js").read_text("utf-8")
    version = re.search(r"plotly\.js \(cartesian.*\) v([\d.]+)", library)
    assert version is not None
    assert version[1] == get_plotlyjs_version()


def weight(page: Page) -> int:
    """Bytes, gzipped, of our own scripts that a page has loaded."""
    page.wait_for_load_state("networkidle")
    # Asked of the page, which also knows of what came from its cache.
    loaded = page.evaluate(
        "performance.getEntriesByType('resource').map((e) => e.name)"
    )
    scripts = {url for url in loaded if "/assets/js/" in url}
    assert len(scripts) > 2
    return sum(len(gzip.compress(urlopen(url).read())) for url in scripts)


PAGES = ["", LESSON, "transformer/", "progress/", "review/"]


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES)
def test_own_scripts_weigh_ten_kilobytes_before_the_reader_does_anything(
    open_page: Open, path: str
) -> None:
    assert weight(open_page(path)) <= 10_000


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES)
def test_nor_do_they_weigh_more_for_who_comes_back_or_syncs(
    open_page: Open, address: str, path: str
) -> None:
    page = open_page("404.html")
    outline = json.loads(urlopen(f"{address}assets/course.json").read())
    lessons = [m["lessons"] for m in outline["modules"]]
    given = {lesson["page"]: "wrong" for lesson in chain(*lessons)}
    visits = {LESSON: {"at": 1, "hash": "#masks"}}
    remember(page, address, given, days=3, visits=visits)
    page.evaluate("localStorage['unmasked-sync'] = 'on'")  # signed in
    page.goto(f"{address}{path}")
    expect(page.locator(".due")).to_contain_text("due")
    page.reload()  # the first time, what is due was computed
    expect(page.locator(".due")).to_contain_text("due")
    assert weight(page) <= 10_000
    # What was not loaded comes with the reader.
    page.mouse.move(1, 1)
    page.wait_for_function("!document.querySelector('.lazy')")
    if path == LESSON:
        expect(page.locator(".quiz fieldset").first).to_be_attached()
        assert weight(page) > 10_000


def test_both_figure_templates_say_the_same_things() -> None:
    templates = json.loads((ASSETS / "figure-template.json").read_text("utf-8"))

    def keys(value: object, path: str = "") -> set[str]:
        if not isinstance(value, dict):
            return {path}
        return {k for n, v in value.items() for k in keys(v, f"{path}.{n}")}

    assert keys(templates["light"]) == keys(templates["dark"])


def test_every_third_party_file_has_its_license_on_record() -> None:
    record = (ASSETS / "vendor" / "README.md").read_text("utf-8")
    for path in (ASSETS / "vendor").iterdir():
        assert path.name == "README.md" or f"`{path.name}`" in record
    for font in (ASSETS / "fonts").glob("*.woff2"):
        assert font.name.split("-")[0] in record
