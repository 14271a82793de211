"""Finished pages without the bytes that change nothing to be seen.

Templates indent what they leave out; MathML names a namespace that HTML
implies; a glossary term is explained wherever it stands, and the reader needs
that once in a section.
"""

import re
from pathlib import Path

# White space counts in these, and scripts are not ours to read.
VERBATIM = re.compile(
    r"(<(pre|script|style|textarea)\b.*?</\2>)", re.DOTALL | re.IGNORECASE
)
GAP = re.compile(r"\s*\n\s*")
SECTION = re.compile(r"(?=<h[1-3]\b)")
TERM = re.compile(r'<abbr title="([^"]*)">(.*?)</abbr>', re.DOTALL)
NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'


def write(destination: Path) -> None:
    """Rewrite every page of a built site."""
    for path in destination.rglob("*.html"):
        text = compact(path.read_text("utf-8"))
        path.write_text(text, "utf-8", newline="\n")


def compact(page: str) -> str:
    r"""One page, as short as it can be without looking different.

    Example:
        >>> compact("<p>a  b\n\n   c</p><pre>d\n\n  e</pre>")
        '<p>a  b\nc</p><pre>d\n\n  e</pre>'
    """
    page = page.replace(NAMESPACE, "")
    page = "".join(map(_explained_once, SECTION.split(page)))
    # The pieces are text, a verbatim element, its name, text, and so on.
    pieces = VERBATIM.split(page)
    pieces[::3] = [GAP.sub("\n", text) for text in pieces[::3]]
    del pieces[2::3]
    return "".join(pieces)


def _explained_once(section: str) -> str:
    seen: set[str] = set()

    def first(match: re.Match[str]) -> str:
        if match[1] in seen:
            return match[2]
        seen.add(match[1])
        return match[0]

    return TERM.sub(first, section)
