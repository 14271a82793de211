"""Check a built site: what strict MkDocs does not see.

MkDocs looks at the links of Markdown pages alone. This looks at the finished
files, so at notebooks, raw HTML, templates and style sheets too. Nothing is
fetched. Fonts that are not preloaded are outside the byte budget, because only
a browser knows which of them a page uses.
"""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from course.html_page import RAW_TEX, Page, css_urls, read

# What a page may cost before its first figure scrolls into view.
BUDGET = 120_000

MARKUP = re.compile(r"<(pre|code)\b.*?</\1>|<[^>]+>", re.DOTALL)
ZERO_WIDTH = "\u200b"  # KaTeX puts it below subscripts
FIGURE_DATA = '{"data":['


class Site:
    """A folder of finished files and the address it is made for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.pages = {
            path: read(path.read_text("utf-8"))
            for path in sorted(root.rglob("*.html"))
        }
        home = self.pages.get(root / "index.html")
        self.base = (home and home.canonical) or "https://site.invalid/"

    def address(self, path: Path) -> str:
        """Where a file of this site will be found."""
        name = path.relative_to(self.root).as_posix()
        return self.base + name.removesuffix("index.html")

    def own(self, address: str) -> bool:
        """Whether an address belongs to this site's host."""
        mine, other = urlsplit(self.base), urlsplit(address)
        return (mine.scheme, mine.netloc) == (other.scheme, other.netloc)

    def file(self, address: str) -> Path | None:
        """The file behind an address of this site."""
        base, path = urlsplit(self.base).path, unquote(urlsplit(address).path)
        if not path.startswith(base):
            return None
        # Servers take several slashes for one, and MkDocs' page 404 counts
        # on it.
        found = self.root / path.removeprefix(base).lstrip("/")
        if found.is_dir():
            found /= "index.html"
        return found if found.is_file() else None


def problems(root: Path) -> list[str]:
    """Everything wrong with the site under `root`, one sentence each.

    Dead links and anchors, assets that are missing or come from another host,
    ids used twice, pages without exactly one h1, images without `alt`,
    formulas and inline values left as they were written, figure data or
    formulas in the search index, and pages over the byte budget.
    """
    site = Site(root)
    weigh = cache(lambda path: len(gzip.compress(path.read_bytes(), 6)))
    found = []
    for path, page in site.pages.items():
        name = path.relative_to(root).as_posix()
        reasons = [*page.problems, *_references(site, path)]
        reasons += _weight(site, path, page, weigh)
        found += [f"{name}: {reason}" for reason in dict.fromkeys(reasons)]
    return [*found, *_style_sheets(site), *_search_index(root)]


def _references(site: Site, path: Path) -> Iterator[str]:
    here = site.address(path)
    for link in site.pages[path].links:
        target = urljoin(here, link)
        if not site.own(target):
            continue
        file, anchor = site.file(target), unquote(urlsplit(target).fragment)
        if file is None:
            yield f"dead link {link}"
        elif (
            anchor
            and (page := site.pages.get(file))
            and (anchor not in page.ids)
        ):
            yield f"dead anchor {link}"
    for asset in site.pages[path].assets:
        yield from _asset(site, here, asset)


def _asset(site: Site, here: str, asset: str) -> Iterator[str]:
    target = urljoin(here, asset)
    if urlsplit(target).scheme == "data" or asset.startswith("#"):
        return
    if not site.own(target):
        yield f"loads from another host: {asset}"
    elif site.file(target) is None:
        yield f"missing asset {asset}"


def _weight(
    site: Site, path: Path, page: Page, weigh: Callable[[Path], int]
) -> Iterator[str]:
    here = site.address(path)
    files = {path} | {
        file
        for asset in page.first
        if site.own(target := urljoin(here, asset))
        and (file := site.file(target))
    }
    if (total := sum(map(weigh, files))) > BUDGET:
        heaviest = sorted(files, key=weigh, reverse=True)[:3]
        parts = ", ".join(f"{f.name} {weigh(f)}" for f in heaviest)
        yield (
            f"{total} bytes (gzip) before the first figure, over {BUDGET}: "
            f"{parts}"
        )


def _style_sheets(site: Site) -> Iterator[str]:
    for path in sorted(site.root.rglob("*.css")):
        name = path.relative_to(site.root).as_posix()
        for asset in dict.fromkeys(css_urls(path.read_text("utf-8"))):
            for reason in _asset(site, site.address(path), asset):
                yield f"{name}: {reason}"


def _search_index(root: Path) -> Iterator[str]:
    path = root / "search" / "search_index.json"
    if not path.exists():
        return
    for entry in json.loads(path.read_text("utf-8"))["docs"]:
        text = unescape(MARKUP.sub(" ", f"{entry['title']} {entry['text']}"))
        if FIGURE_DATA in text:
            yield f"search index: figure data in {entry['location']}"
        if ZERO_WIDTH in text:
            yield f"search index: formula in {entry['location']}"
        if tex := RAW_TEX.search(text):
            yield f"search index: formula {tex[0]!r} in {entry['location']}"
