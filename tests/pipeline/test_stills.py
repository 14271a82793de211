"""Still pictures: drawn once, the same every time, never in silence."""

import sys
import xml.etree.ElementTree as ElementTree

import pytest

from course import browser, stills
from course.stills import StillsError, draw, still_path
from tests.pipeline.tiny_site import Site

LINE = {
    "data": [{"type": "scatter", "y": [1, 3, 2], "name": "loss"}],
    "layout": {"height": 240, "xaxis": {"title": {"text": "step"}}},
}
MAP = {"data": [{"type": "heatmap", "z": [[1, 2], [3, 4]]}], "layout": {}}


@pytest.fixture
def project(tmp_path):
    project = Site(tmp_path).project
    assets = project.docs / "assets"
    assets.mkdir(parents=True)
    template = '{"light": {"layout": {"colorway": ["#123456"]}}, "dark": {}}'
    (assets / "figure-template.json").write_text(template)
    return project


def draw_all(project):
    figures = {"line": LINE, "map": MAP}
    paths = {still_path(n, f, project): f for n, f in figures.items()}
    drawn = draw(paths, project)
    return drawn, {p: (project.docs / p).read_text("utf-8") for p in paths}


def test_the_picture_has_the_figures_size_colors_and_words(project):
    _, pictures = draw_all(project)
    line = next(text for path, text in pictures.items() if "line" in path)
    root = ElementTree.fromstring(line)
    assert (root.get("width"), root.get("height")) == ("700", "240")
    assert "step" in "".join(root.itertext())
    assert "rgb(18, 52, 86)" in line  # the template's #123456


def test_drawing_again_gives_the_same_bytes(project):
    drawn, first = draw_all(project)
    assert len(drawn) == 2
    for path in drawn:
        (project.docs / path).unlink()
    _, second = draw_all(project)
    assert first == second


def test_what_is_drawn_already_needs_no_browser(project, monkeypatch):
    draw_all(project)
    monkeypatch.setattr(stills, "find_browser", lambda: None)
    assert draw_all(project)[0] == []


def test_no_browser_is_an_error_that_says_what_to_install(project, monkeypatch):
    monkeypatch.setattr(stills, "find_browser", lambda: None)
    with pytest.raises(StillsError, match=r"2 figures .* Install Chromium"):
        draw_all(project)


def test_a_figure_that_cannot_be_drawn_is_an_error(project):
    broken = {"data": [{"type": "scatter"}], "layout": {"xaxis": 3}}
    with pytest.raises(StillsError, match="domain"):
        draw({"assets/figures/broken.svg": broken}, project)
    assert not project.stills.exists()


def test_another_template_is_another_picture(project):
    before = still_path("line", LINE, project)
    assert still_path("line", LINE, project) == before
    path = project.docs / "assets" / "figure-template.json"
    path.write_text('{"light": {"layout": {"colorway": ["#654321"]}}}')
    assert still_path("line", LINE, project) != before


def test_the_browser_may_be_chosen(monkeypatch):
    monkeypatch.setenv("CHROME", sys.executable)
    assert browser.find_browser() == sys.executable
    monkeypatch.setenv("CHROME", "/nowhere/chrome")
    assert browser.find_browser() is None


def test_playwrights_browser_is_the_last_resort(monkeypatch):
    from choreographer.browsers.chromium import Chromium

    monkeypatch.delenv("CHROME", raising=False)
    monkeypatch.setattr(Chromium, "find_browser", lambda **_: None)
    monkeypatch.setattr(browser, "playwright_browser", lambda: "its own")
    assert browser.find_browser() == "its own"
