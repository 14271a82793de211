"""What ships is what the table of sources says, and may ship."""

import hashlib
import lzma
import tomllib
from pathlib import Path

import pytest

import unmasked.data

DATA = Path(unmasked.data.__file__).parent
SOURCES = tomllib.loads((DATA / "SOURCES.toml").read_text("utf-8"))["file"]
# Licenses that allow passing a file on, and how their texts begin.
BEGINS = {
    "CC0-1.0": "Creative Commons Legal Code",
    "MIT": "MIT License",
    "BSD-2-Clause": "Copyright (c)",
    "BSD-3-Clause": "Copyright (c)",
    "MPL-2.0": "Mozilla Public License Version 2.0",
}


def test_every_shipped_text_is_in_the_table_and_the_other_way_round():
    shipped = {p.relative_to(DATA).as_posix() for p in DATA.rglob("*.xz")}
    assert shipped == {source["name"] for source in SOURCES}


def test_all_texts_together_stay_under_four_megabytes():
    files = (path for path in DATA.rglob("*") if path.is_file())
    sizes = [path.stat().st_size for path in files if path.suffix != ".pyc"]
    assert sum(sizes) <= 4_000_000


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s["name"])
def test_the_content_is_what_was_fetched(source):
    content = lzma.decompress((DATA / source["name"]).read_bytes())
    assert hashlib.sha256(content).hexdigest() == source["sha256"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s["name"])
def test_the_license_allows_passing_it_on_and_lies_beside_it(source):
    assert source["license"] in BEGINS
    text = (DATA / source["license_file"]).read_text("utf-8")
    assert text.lstrip().startswith(BEGINS[source["license"]])
    assert source["holder"]
    readme = (DATA / "README.md").read_text("utf-8")
    assert f"| `{source['name']}` |" in readme


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s["name"])
def test_every_archive_is_pinned(source):
    for archive in source["archives"]:
        assert archive["registry"] in ("npm", "pypi", "debian")
        assert archive["version"]
        # Debian rebuilds its packages; the content's own sha256 holds those.
        assert ("sha256" in archive) == (archive["registry"] != "debian")
