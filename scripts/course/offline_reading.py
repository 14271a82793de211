"""What makes a built site readable offline: the worker's list, and an archive.

`docs/sw.js` keeps in the browser what the reader visits. It needs a list of
all files with their digests, which are the version of the site: the list is
called `offline-VERSION.json`, and the worker is told that name.

`unmasked.zip` is the whole site, for a server of one's own.
"""

import hashlib
import json
import time
import zipfile
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin

from course.html_page import read

ARCHIVE = "unmasked.zip"
# What every page needs, or may need at once; kept at the first visit.
SHELL = [
    "index.html",
    "offline.html",
    "manifest.webmanifest",
    "assets/*.*",
    "assets/css/*.css",
    "assets/fonts/*.woff2",
    "assets/javascripts/*.js",
    "assets/javascripts/workers/*.js",
    "assets/js/**/*.js",
    "assets/katex/*.css",
    "assets/stylesheets/*.css",
    "assets/vendor/*.js",
    "assets/_mkdocstrings.css",
    "search/*.json",
]
# Larger files are kept once they have been used, but for the search index.
LIGHT = 150_000
# Nothing that a page asks for.
LEFT_OUT = {"sw.js", "404.html", "sitemap.xml", "sitemap.xml.gz", ARCHIVE}
# Signs of a digest: 64 bits, no accident makes two files alike.
SIGNS = 16


def write(destination: Path) -> None:
    """Put list, worker and archive into a finished site."""
    files = {
        path.relative_to(destination).as_posix(): digest(path)
        for path in sorted(destination.rglob("*"))
        if path.is_file()
    }
    for name in LEFT_OUT | {
        n for n in files if n.endswith((".map", ".LICENSE"))
    }:
        files.pop(name, None)
    listed = {
        "files": files,
        "shell": shell(destination, files),
        "parts": {
            name: parts(destination, name, files)
            for name in files
            if name.endswith(".html")
        },
    }
    text = json.dumps(listed, separators=(",", ":"))
    version = hashlib.sha256(text.encode()).hexdigest()[:SIGNS]
    (destination / f"offline-{version}.json").write_text(text, "utf-8")
    worker = destination / "sw.js"
    source = worker.read_text("utf-8")
    assert source.count('"development"') == 1
    worker.write_text(source.replace('"development"', f'"{version}"'), "utf-8")
    archive(destination)


def digest(path: Path) -> str:
    """The first signs of a file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:SIGNS]


def shell(destination: Path, files: dict[str, str]) -> list[str]:
    """What is kept at the first visit."""
    found = {
        path.relative_to(destination).as_posix()
        for glob in SHELL
        for path in destination.glob(glob)
        if path.is_file()
        and (glob.startswith("search") or path.stat().st_size < LIGHT)
    }
    return sorted(found & set(files))


def parts(destination: Path, name: str, files: dict[str, str]) -> list[str]:
    """What belongs to one page alone, and is light.

    Pictures and the data of figures, and what the tutor searches.
    """
    page = read((destination / name).read_text("utf-8"))
    found = {urljoin(name, asset) for asset in page.assets}
    found.add(str(PurePosixPath(name).with_name("tutor.json")))
    return sorted(
        part
        for part in found
        if part in files and (destination / part).stat().st_size < LIGHT
    )


def archive(destination: Path) -> None:
    """The whole site in one file, the same whenever it is made of it.

    All in it has the date of the site's newest file. A server tells browsers
    how old a file is, and they keep what has the date that they know: without
    a date, 1980, they would never see the archive that is unpacked next.
    """
    target = destination / ARCHIVE
    target.unlink(missing_ok=True)
    paths = sorted(path for path in destination.rglob("*") if path.is_file())
    newest = max(path.stat().st_mtime for path in paths)
    date = time.localtime(newest)[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as whole:
        for path in paths:
            name = f"unmasked/{path.relative_to(destination).as_posix()}"
            whole.writestr(
                zipfile.ZipInfo(name, date),
                path.read_bytes(),
                zipfile.ZIP_DEFLATED,
            )
