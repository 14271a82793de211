"""The worker's list and the archive: all files, and the same every time."""

import hashlib
import json
import os
import zipfile
from pathlib import Path

import pytest

from course import offline_reading
from course.project import HERE

PAGE = """<html><head><link rel="stylesheet" href="../assets/css/site.css">
</head><body><h1>Page</h1>
<img src="../assets/figures/a.svg" alt="a" class="plot__still">
<img src="../assets/figures/large.svg" alt="b"></body></html>"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, text in {
        "index.html": "<h1>Home</h1>",
        "page/index.html": PAGE,
        "page/tutor.json": "{}",
        "page/page.ipynb": "{}",
        "assets/css/site.css": "a {}",
        "assets/js/main.js": "main",
        "assets/js/deep/er.js": "deeper",
        "assets/figures/a.svg": "<svg/>",
        "assets/figures/a.json": "{}",
        "assets/figures/large.svg": "x" * 200_000,
        "assets/vendor/huge.js": "x" * 200_000,
        "assets/js/main.js.map": "map",
        "sitemap.xml": "<xml/>",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (tmp_path / "sw.js").write_text((HERE.docs / "sw.js").read_text("utf-8"))
    offline_reading.write(tmp_path)
    return tmp_path


def listed(site: Path) -> dict:
    (path,) = site.glob("offline-*.json")
    return json.loads(path.read_text("utf-8"))


def test_every_file_that_a_page_asks_for_has_its_digest(site):
    files = listed(site)["files"]
    assert set(files) == {
        "index.html",
        "page/index.html",
        "page/tutor.json",
        "page/page.ipynb",
        "assets/css/site.css",
        "assets/js/main.js",
        "assets/js/deep/er.js",
        "assets/figures/a.svg",
        "assets/figures/a.json",
        "assets/figures/large.svg",
        "assets/vendor/huge.js",
    }
    digest = hashlib.sha256(b"main").hexdigest()
    assert digest.startswith(files["assets/js/main.js"])


def test_what_is_kept_at_once_is_light(site):
    assert listed(site)["shell"] == [
        "assets/css/site.css",
        "assets/js/deep/er.js",
        "assets/js/main.js",
        "index.html",
    ]


def test_a_page_has_its_figures_and_its_tutor(site):
    assert listed(site)["parts"]["page/index.html"] == [
        "assets/css/site.css",
        "assets/figures/a.json",
        "assets/figures/a.svg",
        "page/tutor.json",
    ]


def test_the_worker_knows_its_list_by_name(site):
    (path,) = site.glob("offline-*.json")
    version = path.stem.removeprefix("offline-")
    assert f'const VERSION = "{version}"' in (site / "sw.js").read_text()


def test_another_byte_is_another_version(site):
    before = next(site.glob("offline-*.json"))
    before.unlink()
    (site / "sw.js").write_text((HERE.docs / "sw.js").read_text("utf-8"))
    with (site / "assets/js/main.js").open("a") as file:
        file.write("!")
    offline_reading.write(site)
    assert next(site.glob("offline-*.json")).name != before.name


def test_the_archive_holds_all_and_is_the_same_again(site):
    path = site / "unmasked.zip"
    before = path.read_bytes()
    offline_reading.archive(site)
    assert path.read_bytes() == before
    with zipfile.ZipFile(path) as archive:
        assert "unmasked/page/index.html" in archive.namelist()
        assert "unmasked/sw.js" in archive.namelist()
        assert "unmasked/unmasked.zip" not in archive.namelist()


def test_what_is_unpacked_later_is_of_a_later_date(site):
    # Of one date and address a browser keeps what it has.
    dates = []
    for day in (1, 2):
        for path in site.rglob("*"):
            os.utime(path, (day * 86400 + 1.7e9,) * 2)
        offline_reading.archive(site)
        with zipfile.ZipFile(site / "unmasked.zip") as archive:
            (date,) = {entry.date_time for entry in archive.infolist()}
        dates.append(date)
    assert dates[0] < dates[1]
