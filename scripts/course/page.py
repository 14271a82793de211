"""A page: its code blocks, inline values and figures, and their places."""

from dataclasses import dataclass, field
from functools import cached_property


class PageError(ValueError):
    """Something wrong on a page, with the place where it is."""

    def __init__(self, page: str, line: int, message: str) -> None:
        """Name the page as the reader of the message would open it."""
        super().__init__(f"{page}:{line}: {message}")
        self.page, self.line, self.message = page, line, message


@dataclass(frozen=True)
class Item:
    """Something on a page: `text[start:end]`, beginning in line `line`."""

    line: int
    start: int
    end: int


@dataclass(frozen=True)
class Fence(Item):
    """A fence of any language; `start` and `end` take in whole lines."""

    prefix: str
    marks: str
    language: str
    info: str  # what stands behind the language
    body: str  # without the indentation of the fence


@dataclass(frozen=True)
class Block(Fence):
    """A fence in Python, with its options: `{raises="ValueError" …}`."""

    options: dict[str, str] = field(default_factory=dict)

    @property
    def is_snippet(self) -> bool:
        """Shows a region of the package instead of code of its own."""
        lines = [line for line in self.body.split("\n") if line.strip()]
        return bool(lines) and all(
            line.lstrip(" ;").startswith("--8<--") for line in lines
        )

    @property
    def is_run(self) -> bool:
        """Whether the page's session executes it."""
        return not self.is_snippet and "no-run" not in self.options


@dataclass(frozen=True)
class InlineValue(Item):
    """An expression in the prose, to be replaced by its value."""

    expression: str


@dataclass(frozen=True)
class Program(InlineValue):
    """The code that a question asks about; its value is what it prints.

    It stays in the text. It sees the page's names and leaves none behind.
    """


@dataclass(frozen=True)
class FigureReference(Item):
    """The place of a figure, with the words that belong to it."""

    prefix: str
    name: str
    alt: str  # may hold inline values, as may the caption
    caption: str


@dataclass(frozen=True)
class Page:
    """All that is on a page, each kind in the order of the text."""

    name: str
    text: str
    fences: tuple[Fence, ...]  # all of them, blocks and quizzes too
    values: tuple[InlineValue, ...]
    figures: tuple[FigureReference, ...]
    is_lab: bool = False

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The fences in Python, run or not."""
        return tuple(f for f in self.fences if isinstance(f, Block))

    @cached_property
    def runs(self) -> tuple[Block, ...]:
        """The blocks that are run; stored outputs are in this order."""
        return tuple(block for block in self.blocks if block.is_run)

    @cached_property
    def steps(self) -> list[Block | InlineValue]:
        """What the session does, in order."""
        steps: list[Block | InlineValue] = [*self.runs, *self.values]
        return sorted(steps, key=lambda step: step.start)

    @cached_property
    def prose(self) -> str:
        """The text with blanks in place of its fences."""
        text = list(self.text)
        for fence in self.fences:
            text[fence.start : fence.end] = " " * (fence.end - fence.start)
        return "".join(text)

    def is_asked(self, item: Item) -> bool:
        """Whether something stands in a quiz."""
        return any(
            fence.start < item.start < fence.end
            for fence in self.fences
            if fence.language == "quiz"
        )

    def error(self, line: int, message: str) -> PageError:
        """Make the error that names a place on this page."""
        return PageError(self.name, line, message)


def lab(name: str, cells: list[tuple[int, str]]) -> Page:
    """Make a page of a lab's code cells, so that they run as blocks do.

    Args:
        name: the lab's file, for instance `docs/labs/attention.py`.
        cells: for each cell the line on which its code starts, and the code.
    """
    blocks = tuple(
        Block(
            line=line - 1,
            start=number,
            end=number,
            prefix="",
            marks="```",
            language="python",
            info="",
            body=code,
            options={"figure": f"cell-{number}"},
        )
        for number, (line, code) in enumerate(cells, start=1)
    )
    text = ""
    for line, code in cells:
        text += "\n" * (line - 1 - text.count("\n")) + code + "\n"
    return Page(name, text, blocks, (), (), is_lab=True)
