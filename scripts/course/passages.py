"""The places of a lesson that can answer a question.

Read from the finished page, so that a place has the words that the reader
sees. A place is a paragraph, a point of a list, a row of a table, a caption,
a term with its definition, or a whole authored answer (of the questions and
misconceptions). What would give an exercise away, and code, is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html
from lxml.html import HtmlElement

BLOCKS = {"p", "li", "figcaption"}
# A block in one of these is part of a larger place, or none at all.
AROUND = {"details", "nav", "li", "td"}
AROUND_CLASSES = {"admonition", "quiz", "lesson-head", "downloads"}
HEADINGS = ("h1", "h2", "h3")
# A formula once more, for the eye; a sign.
UNREAD = {"katex-html", "headerlink"}
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


def places(page: str) -> list[Place]:
    """All places of a finished page, in order, the terms last."""
    article = next(html.document_fromstring(page).iter("article"), None)
    if article is None:
        return []
    return [*_blocks(article), *_terms(article)]


def _blocks(article: HtmlElement) -> Iterator[Place]:
    section, title = "", ""
    for element in article.iter("*"):
        if element.tag in HEADINGS:
            section = element.get("id", "")
            title = read(element)
        elif (
            section
            and not UNANSWERING.match(section)
            and _stands_alone(element)
            and (place := _place(element, section, title))
        ):
            yield place


def _stands_alone(element: HtmlElement) -> bool:
    block = element.tag in BLOCKS or _is_answer(element)
    if element.tag == "tr":
        block = next(element.iterancestors("tbody"), None) is not None
    return block and not any(
        around.tag in AROUND or _classes(around) & AROUND_CLASSES
        for around in element.iterancestors()
    )


def _classes(element: HtmlElement) -> set[str]:
    return set(element.get("class", "").split())


def _is_answer(element: HtmlElement) -> bool:
    names = {"question"} if element.tag == "details" else set()
    return bool(_classes(element) & (names | {"misconception"}))


def _place(element: HtmlElement, section: str, title: str) -> Place | None:
    start = squeeze(element.text_content())[:START]
    if _is_answer(element):
        head, *rest = element.iterdescendants("summary", "p", "li")
        text = " ".join(read(part) for part in rest)
        return Place("answer", section, read(head), text, start)
    text = read(element)
    if len(WORD.findall(text)) < FEWEST_WORDS:
        return None
    return Place("text", section, title, text, start)


def _terms(article: HtmlElement) -> Iterator[Place]:
    seen = set()
    section = None
    for element in article.iter("abbr", *HEADINGS):
        if element.tag in HEADINGS:
            section = element.get("id", "")
            continue
        meaning = element.get("title")
        if not meaning or meaning in seen or section is None:
            continue
        seen.add(meaning)
        name = squeeze(element.text_content())
        yield Place("term", section, name, meaning, name)


def read(element: HtmlElement) -> str:
    """An element's text; a formula as one would type it."""
    return squeeze("".join(_read(element)))


def _read(element: HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child, HtmlElement):  # no comment
            yield _typed(child)
        yield child.tail or ""


def _typed(element: HtmlElement) -> str:
    if _classes(element) & UNREAD:
        return ""
    if element.tag in JOINED:
        first, *rest = map(_typed, element)
        signs = zip(JOINED[element.tag], rest, strict=True)
        return first + "".join(sign + part for sign, part in signs)
    text = "".join(_read(element))
    if element.tag == "msqrt":
        return f"√{text}"
    return f"{text.strip()}; " if element.tag == "td" else text


def squeeze(text: str) -> str:
    """With single blanks, as the browser's side does it."""
    return " ".join(text.split())
