"""Read a page.

Parses Markdown *as it is written*, before snippets are included. Fences follow
the rules of pymdownx.superfences: a fence ends at the same marks with the same
indentation, and what it holds is not looked into, so that an example nested in
a longer fence is not run.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from course import fence_options, quiz_code
from course.page import (
    Block,
    Fence,
    FigureReference,
    InlineValue,
    Item,
    Page,
    PageError,
    Program,
)

FENCE = re.compile(r"(?P<prefix>[ \t>]*)(?P<marks>`{3,}|~{3,})(?P<info>[^`]*)")
LIST_ITEM_FENCE = re.compile(r"[ \t>]*(?:[-*+]|\d+[.)])[ \t]+(?:`{3,}|~{3,})")
INFO = re.compile(r"(?P<language>[\w+#.-]*)\s*(?P<rest>.*)")
CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
FIGURE = re.compile(
    r"!\[(?P<alt>.*)\]\(figure:(?P<name>[^\s\")]+)"
    r'(?:\s+"(?P<caption>(?:[^"\\]|\\.)*)")?\s*\)',
    re.DOTALL,
)
FRONT_MATTER = re.compile(r"---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
ALIASES = {"py", "python3", "py3", "Python"}


@lru_cache(maxsize=256)
def parse(text: str, name: str = "page", *, first_line: int = 1) -> Page:
    """Read the Markdown of a page.

    Args:
        text: the page as written, with or without its front matter.
        name: how messages call the page, for instance `docs/index.md`.
        first_line: the number of the first line of `text`, when front matter
            has been cut off.

    Raises:
        PageError: if a fence, an option, an inline value or a figure is
            malformed, or a figure's name is used twice.
    """
    return _Parser(text, name, first_line).page()


def inline_values(text: str) -> Iterator[tuple[int, int, str]]:
    """Find the inline values of a stretch of prose: start, end, expression.

    For text that was cut out of a page, such as a caption: the values are in
    the same order as on the page.
    """
    for span in CODE_SPAN.finditer(text):
        if span[1] == "`" and span[2].startswith("{python}"):
            expression = re.sub(r"\n[ \t>]*", " ", span[2][len("{python}") :])
            yield span.start(), span.end(), expression.strip()


class _Parser:
    def __init__(self, text: str, name: str, first_line: int) -> None:
        self.text, self.name, self.first = text, name, first_line
        self.lines = text.split("\n")
        self.offsets = [0]
        for line in self.lines:
            self.offsets.append(self.offsets[-1] + len(line) + 1)
        self.offsets[-1] = len(text)

    def page(self) -> Page:
        front = FRONT_MATTER.match(self.text)
        begin = front[0].count("\n") if front else 0
        fences: list[Fence] = []
        values: list[InlineValue] = []
        figures: list[FigureReference] = []
        for paragraph in self.walk(begin, len(self.lines), fences):
            values += self.values_in(*paragraph)
            figures += self.figures_in(*paragraph)
        for quiz in fences:
            if quiz.language == "quiz":
                # fences inside a quiz are examples: seen here to be skipped
                begin = self.index(quiz) + 1
                end = begin + quiz.body.count("\n")
                for paragraph in self.walk(begin, end, []):
                    values += self.values_in(*paragraph)
                    figures += self.figures_in(*paragraph)
                if quiz_code.asks_for_output(quiz.info):
                    values.append(self.program(quiz))
        values.sort(key=lambda value: value.start)
        figures.sort(key=lambda figure: figure.start)
        page = Page(
            self.name, self.text, tuple(fences), tuple(values), tuple(figures)
        )
        self.check_names(page)
        return page

    def error(self, index: int, message: str) -> PageError:
        return PageError(self.name, self.first + index, message)

    def index(self, item: Item) -> int:
        return item.line - self.first

    def walk(
        self, begin: int, end: int, fences: list[Fence]
    ) -> Iterator[tuple[int, int]]:
        """Collect the fences among the lines, yield the paragraphs."""
        paragraph = index = begin
        while index < end:
            line = self.lines[index]
            is_comment = line.lstrip(" \t>").startswith("<!--")
            opening = FENCE.fullmatch(line)
            if (
                opening
                and opening["marks"][0] == "`"
                and "`" in opening["info"]
            ):
                opening = None
            if LIST_ITEM_FENCE.match(line):
                raise self.error(
                    index, "give the fence a line of its own below the bullet"
                )
            if not (opening or is_comment or not line.strip(" \t>")):
                index += 1
                continue
            if paragraph < index:
                yield paragraph, index
            if is_comment:
                while index < end - 1 and "-->" not in self.lines[index]:
                    index += 1
            elif opening:
                fence = self.fence(opening, index, end)
                fences.append(fence)
                index += fence.body.count("\n") + 1
            index += 1
            paragraph = index
        if paragraph < end:
            yield paragraph, end

    def fence(self, opening: re.Match[str], begin: int, end: int) -> Fence:
        prefix, marks = opening["prefix"], opening["marks"]
        bare = prefix.rstrip()
        body: list[str] = []
        for index in range(begin + 1, end):
            line = self.lines[index]
            if line.rstrip() == prefix + marks:
                break
            if not line.startswith(prefix):
                if line.strip() not in ("", bare.strip()):
                    raise self.error(
                        index, "this line is indented less than its fence"
                    )
                line = prefix
            body.append(line[len(prefix) :])
        else:
            raise self.error(begin, f"this fence is never closed with {marks}")
        info = INFO.fullmatch(opening["info"].strip())
        language, rest = (info["language"], info["rest"]) if info else ("", "")
        kind = Block if language == "python" else Fence
        if language in ALIASES or opening["info"].strip().startswith(
            ("{.python", "{python", "{.py ", "{.py}")
        ):
            raise self.error(begin, "write the language of a block as `python`")
        options = {}
        if kind is Block:
            try:
                options = {"options": fence_options.read(rest)}
            except ValueError as error:
                raise self.error(begin, str(error)) from None
        return kind(
            line=self.first + begin,
            start=self.offsets[begin],
            end=self.offsets[index + 1],
            prefix=prefix,
            marks=marks,
            language=language,
            info=rest,
            body="".join(f"{line}\n" for line in body),
            **options,
        )

    def values_in(self, begin: int, end: int) -> Iterator[InlineValue]:
        offset = self.offsets[begin]
        text = self.text[offset : self.offsets[end]]
        for start, stop, expression in inline_values(text):
            line = self.first + begin + text.count("\n", 0, start)
            if not expression:
                raise PageError(self.name, line, "an empty inline value")
            yield InlineValue(line, offset + start, offset + stop, expression)

    def program(self, quiz: Fence) -> Program:
        """The one piece of code in a question about what it prints."""
        found = quiz_code.find(quiz.body.split("\n"))
        if len(found) != 1:
            raise self.error(
                self.index(quiz),
                "a {print} question holds one piece of Python, indented by "
                f"four spaces or fenced as python, not {len(found)}",
            )
        (code,) = found
        index = self.index(quiz) + 1 + code.begin
        start = self.offsets[index]
        return Program(self.first + index, start, start, code.text)

    def figures_in(self, begin: int, end: int) -> Iterator[FigureReference]:
        text = "\n".join(
            line.lstrip(" \t>").rstrip() for line in self.lines[begin:end]
        )
        if "](figure:" not in CODE_SPAN.sub("", text):
            return
        figure = FIGURE.fullmatch(text.strip())
        if not figure or "](figure:" in CODE_SPAN.sub("", figure["alt"]):
            raise self.error(
                begin,
                "write a figure as a paragraph of its own: "
                '![text alternative](figure:name "Caption.")',
            )
        alt, caption = figure["alt"].strip(), (figure["caption"] or "").strip()
        if not alt:
            raise self.error(
                begin, f"figure {figure['name']!r} has no text alternative"
            )
        if not caption:
            raise self.error(begin, f"figure {figure['name']!r} has no caption")
        first = self.lines[begin]
        yield FigureReference(
            line=self.first + begin,
            start=self.offsets[begin],
            end=self.offsets[end],
            prefix=first[: len(first) - len(first.lstrip(" \t>"))],
            name=figure["name"],
            alt=alt,
            caption=caption.replace('\\"', '"'),
        )

    def check_names(self, page: Page) -> None:
        drawn: dict[str, Item] = {}
        for block in page.blocks:
            if name := block.options.get("figure"):
                self.once(drawn, name, block, "draws")
        placed: dict[str, Item] = {}
        for figure in page.figures:
            self.once(placed, figure.name, figure, "places")

    def once(
        self, seen: dict[str, Item], name: str, item: Item, verb: str
    ) -> None:
        if name in seen:
            raise PageError(
                self.name,
                item.line,
                f"line {seen[name].line} already {verb} figure {name!r}",
            )
        seen[name] = item
