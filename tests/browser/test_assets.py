"""What readers are sent: the right versions, and not too much."""

import gzip
import json
import re
from urllib.request import urlopen

import pytest
from plotly.offline import get_plotlyjs_version

from course.project import HERE
from tests.browser.conftest import Open

ASSETS = HERE.docs / "assets"


def test_plotly_speaks_the_version_of_the_python_package() -> None:
    library = (ASSETS / "vendor" / "plotly-cartesian.min.js").read_text("utf-8")
    version = re.search(r"plotly\.js \(cartesian.*\) v([\d.]+)", library)
    assert version is not None
    assert version[1] == get_plotlyjs_version()


@pytest.mark.browser
@pytest.mark.parametrize(
    "path", ["", "transformer/self-attention/", "progress/"]
)
def test_own_scripts_weigh_ten_kilobytes_before_the_reader_does_anything(
    open_page: Open, path: str
) -> None:
    page = open_page(path)
    page.wait_for_load_state("networkidle")
    # Asked of the page, which also knows of what came from its cache.
    loaded = page.evaluate(
        "performance.getEntriesByType('resource').map((e) => e.name)"
    )
    scripts = {}
    for url in loaded:
        if "/assets/js/" in url:
            with urlopen(url) as answer:
                scripts[url] = len(gzip.compress(answer.read()))
    assert len(scripts) > 2
    assert sum(scripts.values()) <= 10_000, scripts


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
