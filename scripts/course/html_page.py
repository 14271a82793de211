"""One finished HTML file: what it links to, loads, defines and says."""

import re
from functools import lru_cache
from html.parser import HTMLParser

# Links of these kinds are statements about the page; no browser follows them.
UNFETCHED = {"alternate", "author", "canonical", "edit", "license", "me"}
UNFETCHED |= {"next", "prev"}

# Text in these is not prose.
SILENT = {"script", "style", "template", "textarea", "math", "code", "pre"}

RAW_TEX = re.compile(
    r"\\[A-Za-z]{2,}|\\[(\[]|\$\$|\$(?=[^$]*[\\_^{}=]|\w\$)[^$\n]+\$"
)
CSS_URL = re.compile(r"""(?:url\(|@import\s*)\s*["']?([^"')\s;]+)""")
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def css_urls(text: str) -> list[str]:
    """What a style sheet, or a `style` attribute, loads."""
    return CSS_URL.findall(CSS_COMMENT.sub("", text))


class Page(HTMLParser):
    """Reads one file's text.

    Attributes:
        ids: what a link can point at.
        problems: what is wrong with the file by itself.
        links: addresses that a reader may follow.
        assets: addresses that the browser loads.
        first: the assets that it loads before anything is scrolled.
        canonical: the page's own address, if it states one.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.problems: list[str] = []
        self.links: list[str] = []
        self.assets: list[str] = []
        self.first: set[str] = set()
        self.canonical = ""
        self.headings = 0
        self.open: list[str] = []
        self.feed(text)
        if self.headings != 1:
            self.problems.append(f"{self.headings} h1 headings instead of 1")

    def handle_starttag(
        self, tag: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        """Collect what the tag defines, links to and loads."""
        a = {name: value or "" for name, value in attrs}
        for name in {a.get("id"), a.get("name") if tag == "a" else None}:
            if not name:
                continue
            if name in self.ids:
                self.problems.append(f"id {name!r} twice")
            self.ids.add(name)
        self.headings += tag == "h1"
        if tag in SILENT:
            self.open.append(tag)
        if tag == "img" and "alt" not in a:
            self.problems.append(f"image without alt: {a.get('src')}")
        if tag in {"a", "area"} and "href" in a:
            self.links.append(a["href"])
        elif tag == "link":
            self._link(a)
        else:
            self._load(tag, a)
        self.assets += css_urls(a.get("style", ""))

    def _link(self, a: dict[str, str]) -> None:
        kinds = set(a.get("rel", "").split())
        if "canonical" in kinds:
            self.canonical = a.get("href", "")
        if kinds <= UNFETCHED:
            return
        self.assets.append(a.get("href", ""))
        if kinds & {"stylesheet", "preload", "modulepreload"}:
            self.first.add(a.get("href", ""))

    def _load(self, tag: str, a: dict[str, str]) -> None:
        sources = [a[name] for name in ("src", "poster", "data") if name in a]
        sources += [s.split()[0] for s in a.get("srcset", "").split(",") if s]
        if tag in {"use", "image"}:
            sources += [a[n] for n in ("href", "xlink:href") if n in a]
        self.assets += sources
        if "plot__still" in a.get("class", ""):  # its data beside it
            self.assets.append(a["src"].removesuffix("svg") + "json")
        if tag == "script" or (tag == "img" and a.get("loading") != "lazy"):
            self.first.update(sources)

    def handle_endtag(self, tag: str) -> None:
        """Leave a part that is not prose."""
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Look for what should have been replaced."""
        if self.open and self.open[-1] == "style":
            self.assets += css_urls(data)
        if self.open == ["code"] and data.startswith("{python}"):
            self.problems.append(f"inline value not computed: {data!r}")
        if not self.open and (tex := RAW_TEX.search(data)):
            self.problems.append(f"formula not set: {tex[0]!r}")


@lru_cache(maxsize=256)
def read(text: str) -> Page:
    """What a file's text holds: several steps of a build ask for it."""
    return Page(text)
