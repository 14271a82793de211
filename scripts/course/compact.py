"""Finished pages without the bytes that change nothing to be seen.

Templates indent what they leave out; scripts, in files and in pages, explain
themselves to who reads their source; some attributes have had their effect
when the page is finished; the sign of a root is described wherever it stands;
and a glossary term is explained every time, which the reader needs once in a
section.
"""

import re
from pathlib import Path

import rjsmin

# White space counts in these.
VERBATIM = re.compile(
    r"(<(pre|script|style|textarea)\b.*?</\2>)", re.DOTALL | re.IGNORECASE
)
GAP = re.compile(r"\s*\n\s*")
SECTION = re.compile(r"(?=<h[12]\b)")
TERM = re.compile(r'<abbr title="([^"]*)">(.*?)</abbr>', re.DOTALL)
# A script in the page itself; one with attributes may be data.
SCRIPT = re.compile(r"(?<=^<script>).*(?=</script>$)", re.DOTALL)
REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
# What the index of the search was made with.
SPENT = re.compile(r' data-search-exclude(?:="")?')
# A root's sign takes half a kilobyte to describe.
STROKE = re.compile(r'<path d="([^"]{200,})"( ?/>|></path>)')


def write(destination: Path) -> None:
    """Rewrite every page of a built site, and its own scripts and styles."""
    for path in destination.rglob("*.html"):
        text = compact(path.read_text("utf-8"))
        path.write_text(text, "utf-8", newline="\n")
    for path in (destination / "assets" / "css").rglob("*.css"):
        style = GAP.sub("\n", REMARK.sub("", path.read_text("utf-8")))
        path.write_text(style.lstrip(), "utf-8", newline="\n")
    for path in (destination / "assets" / "js").rglob("*.js"):
        script = rjsmin.jsmin(path.read_text("utf-8"))
        path.write_text(script, "utf-8", newline="\n")


def compact(page: str) -> str:
    r"""One page, as short as it can be without looking different.

    Example:
        >>> compact("<p>a  b\n\n   c</p><pre>d\n\n  e</pre>")
        '<p>a  b\nc</p><pre>d\n\n  e</pre>'
    """
    page = _drawn_once(SPENT.sub("", page))
    page = "".join(map(_explained_once, SECTION.split(page)))
    # The pieces are text, a verbatim element, its name, text, and so on.
    pieces = VERBATIM.split(page)
    pieces[::3] = [GAP.sub("\n", text) for text in pieces[::3]]
    pieces[1::3] = [SCRIPT.sub(_short, text) for text in pieces[1::3]]
    del pieces[2::3]
    return "".join(pieces)


def _short(script: re.Match[str]) -> str:
    return rjsmin.jsmin(script[0])


def _drawn_once(page: str) -> str:
    seen: dict[str, str] = {}

    def first(match: re.Match[str]) -> str:
        shape = match[1]
        if shape in seen:
            # Material takes whatever has a plain `href` for a link.
            return f'<use xlink:href="#{seen[shape]}"/>'
        seen[shape] = f"stroke-{len(seen)}"
        return f'<path id="{seen[shape]}" d="{shape}"/>'

    return STROKE.sub(first, page)


def _explained_once(section: str) -> str:
    seen: set[str] = set()

    def first(match: re.Match[str]) -> str:
        if match[1] in seen:
            return match[2]
        seen.add(match[1])
        return match[0]

    return TERM.sub(first, section)
