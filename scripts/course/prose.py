"""A page as plain Markdown and code, for notebooks.

A notebook knows headings, lists, tables, formulas and code, and nothing of
what the site adds to Markdown. So admonitions and tabs become a bold title
and their text, attributes and tags go, links lead to the site.
"""

import re
import textwrap
from collections.abc import Iterator
from urllib.parse import urljoin

from course.formulas import expand
from course.includes import include
from course.page import Block, Fence, FigureReference
from course.page_parser import FRONT_MATTER
from course.project import Project
from course.resolved import Resolved

CONTAINER = re.compile(
    r'(?P<indent> *)(?:!!!|\?{3}\+?|===[+!]?) *[\w -]*(?:"(?P<title>.*)")?\s*'
)
TOKEN = re.compile("(?P<indent> *)\ue000(?P<number>[0-9]+)\ue001")
HEADING = re.compile(r"(#+) ")
# Code spans and formulas may hold what looks like Markdown.
OPAQUE = (
    r"(?P<opaque>(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`)"
    r"|\$\$.+?\$\$|\$[^$]+\$)"
)
LINK = re.compile(
    OPAQUE + r"|(?P<before>\]\(\s*)(?P<target>(?!\w+:|/)[^)\s]+)", re.DOTALL
)
EXTRA = re.compile(
    OPAQUE
    + r"|[ \t]*\{:? *(?:[#.][\w-]|[\w-]+=)[^}\n]*\}"  # attributes
    + r"|<!--.*?-->|^[ \t]*</?(?:div|section)\b[^>]*>[ \t]*$",
    re.DOTALL | re.MULTILINE,
)


def pieces(
    resolved: Resolved, project: Project, address: str
) -> Iterator[Block | str]:
    """The blocks that run, and the Markdown between them.

    Args:
        resolved: the page.
        project: where regions of the package are found.
        address: of the page on the site.
    """
    page = resolved.page
    front = FRONT_MATTER.match(page.text)
    parts, at = [], front.end() if front else 0
    kept: list[Block | str] = []
    items: list[Fence | FigureReference] = [
        *page.fences,
        *(figure for figure in page.figures if not page.is_asked(figure)),
    ]
    for item in sorted(items, key=lambda item: item.start):
        parts.append(resolved.text(at, item.start))
        at = item.end
        if isinstance(item, FigureReference):
            kept.append(f"*Figure.* {resolved.figure(item).caption}")
        elif isinstance(item, Block) and item.is_run:
            kept.append(item)
        elif item.language != "quiz":
            body = item.body
            if isinstance(item, Block) and item.is_snippet:
                body = include(item, page, project)
            fence = f"{item.marks}{item.language}\n{body}{item.marks}"
            kept.append(fence)
        else:
            continue
        parts.append(f"\n{item.prefix}\ue000{len(kept) - 1}\ue001\n\n")
    text = "".join([*parts, resolved.text(at, len(page.text))])
    prose = _without_bare_headings(_flat(plain(text, address)))
    prose = re.sub(r"\n{3,}", "\n\n", prose)

    def put_back(match: re.Match[str]) -> str:
        piece = str(kept[int(match["number"])])
        return textwrap.indent(piece, match["indent"])

    start = 0
    for match in TOKEN.finditer(prose):
        if isinstance(block := kept[int(match["number"])], Block):
            if before := _dedented(prose[start : match.start()]):
                yield TOKEN.sub(put_back, before)
            yield block
            start = match.end()
    if rest := _dedented(prose[start:]):
        yield TOKEN.sub(put_back, rest)


def plain(text: str, address: str) -> str:
    """Markdown without attributes and tags, its links leading to the site.

    Args:
        text: Markdown, without fences.
        address: of the page on the site that has this text.
    """
    folder = urljoin(address, "..")

    def lead(match: re.Match[str]) -> str:
        if opaque := match["opaque"]:
            return expand(opaque) if opaque.startswith("$") else opaque
        before, target = match["before"], match["target"]
        if target.startswith("#"):
            return before + urljoin(address, target)
        path, hash_sign, anchor = urljoin(folder, target).partition("#")
        if path.endswith((".md", ".ipynb")):
            path = path.rpartition(".")[0].removesuffix("index")
            path = path.rstrip("/") + "/"
        return f"{before}{path}{hash_sign}{anchor}"

    text = EXTRA.sub(lambda match: match["opaque"] or "", text)
    return LINK.sub(lead, text)


def _flat(text: str) -> str:
    """Take the contents of admonitions and tabs out of them."""
    lines: list[str] = []
    inside: list[int] = []  # the indents of what the line stands in
    for line in text.split("\n"):
        indent = len(line) - len(line.lstrip(" "))
        while line.strip() and inside and indent <= inside[-1]:
            inside.pop()
        bare = line[4 * len(inside) :]
        if match := CONTAINER.fullmatch(bare):
            inside.append(indent)
            title = match["title"]
            bare = f"{match['indent']}**{title}**\n" if title else ""
        lines.append(bare)
    return "\n".join(lines)


def _without_bare_headings(text: str) -> str:
    """Drop headings under which nothing is left."""
    lines: list[str] = []
    below = 1  # the level of the heading that comes next, 1 at the end
    empty = True
    for line in reversed(text.split("\n")):
        if heading := HEADING.match(line):
            level = len(heading[1])
            if empty and level >= below:
                continue
            below, empty = level, True
        elif line.strip():
            empty = False
        lines.append(line)
    return "\n".join(reversed(lines))


def _dedented(text: str) -> str:
    """What follows a block in a list stands by itself in a notebook."""
    lines = text.strip("\n").split("\n")
    count = 0
    while count < len(lines) and lines[count][:1] in ("", " "):
        count += 1
    first = textwrap.dedent("\n".join(lines[:count]))
    return "\n".join([first, *lines[count:]]).strip("\n").strip()
