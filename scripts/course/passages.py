"""The places of a lesson that can answer a question.

Read from the finished page, so that a place has the words that the reader
sees. A place is a paragraph, a point of a list, a row of a table, a caption,
a term with its definition, or a whole authored answer (of the questions and
misconceptions). What would give an exercise away, and code, is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

BLOCKS = "p, li, tbody tr, figcaption, details.question, .misconception"
# A block in one of these is part of a larger place, or none at all.
INSIDE = "details, .admonition, .quiz, nav, .lesson-head, .downloads, li, td"
HEADINGS = ("h1", "h2", "h3")
# Tasks and links to other pages: nothing there answers anything.
UNANSWERING = re.compile(r"(practice|recall)-|quiz$|lab$|next$")
# What stands between the parts of MathML's elements in one line.
JOINED = {
    "mfrac": "/",
    "msub": "_",
    "munder": "_",
    "msup": "^",
    "mover": "^",
    "msubsup": "_^",
    "munderover": "_^",
}
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"(?<=[.?!:])\s+(?=[A-Z“\"(])")
# A shorter block, as a row of numbers, says nothing by itself.
FEWEST_WORDS = 3
# Enough of a place's text to find it by.
START = 60


@dataclass(frozen=True)
class Place:
    """Something to quote.

    Attributes:
        kind: "text", "answer" or "term".
        section: id of the heading that it stands under.
        title: that heading's text, or the question that it answers.
        text: its words, formulas in one line.
        start: how its text on the page begins, formulas as they come.
    """

    kind: str
    section: str
    title: str
    text: str
    start: str

    @property
    def sentences(self) -> list[str]:
        """Its parts, to compare with a question one by one."""
        return SENTENCE.split(self.text)


def places(html: str) -> list[Place]:
    """All places of a finished page, in order, the terms last."""
    soup = BeautifulSoup(html, "html.parser")
    article = soup.select_one("article")
    if article is None:
        return []
    found = list(_blocks(article))
    return found + list(_terms(article))


def _blocks(article: Tag) -> Iterator[Place]:
    section, title = "", ""
    for element in article.find_all(True):
        if element.name in HEADINGS:
            section = str(element.get("id", ""))
            title = read(element)
        elif (
            section
            and not UNANSWERING.match(section)
            and element.css.match(BLOCKS)
            and (place := _place(element, section, title))
        ):
            yield place


def _place(element: Tag, section: str, title: str) -> Place | None:
    around = element.parent
    if around is not None and around.css.closest(INSIDE):
        return None
    start = squeeze(element.get_text())[:START]
    if element.css.match("details, .misconception"):
        head, *rest = element.find_all(["summary", "p", "li"])
        text = " ".join(read(part) for part in rest)
        return Place("answer", section, read(head), text, start)
    text = read(element)
    if len(WORD.findall(text)) < FEWEST_WORDS:
        return None
    return Place("text", section, title, text, start)


def _terms(article: Tag) -> Iterator[Place]:
    seen = set()
    for term in article.select("abbr[title]"):
        meaning = str(term["title"])
        heading = term.find_previous(HEADINGS)
        if meaning in seen or heading is None:
            continue
        seen.add(meaning)
        name = squeeze(term.get_text())
        yield Place("term", str(heading.get("id", "")), name, meaning, name)


def read(element: Tag) -> str:
    """An element's text; a formula as one would type it."""
    return squeeze("".join(_read(element)))


def _read(node: Tag) -> Iterator[str]:
    for child in node.children:
        yield _typed(child) if isinstance(child, Tag) else str(child)


def _typed(element: Tag) -> str:
    if element.css.match(".katex-html, .headerlink"):
        return ""  # the formula once more, for the eye; a sign
    if element.name in JOINED:
        first, *rest = map(_typed, element.find_all(recursive=False))
        signs = zip(JOINED[element.name], rest, strict=True)
        return first + "".join(sign + part for sign, part in signs)
    text = "".join(_read(element))
    if element.name == "msqrt":
        return f"√{text}"
    return f"{text.strip()}; " if element.name == "td" else text


def squeeze(text: str) -> str:
    """With single blanks, as the browser's side does it."""
    return " ".join(text.split())
