"""A page together with its outputs: its text with the values filled in."""

import dataclasses
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Self

from course.page import (
    Block,
    Fence,
    FigureReference,
    InlineValue,
    Page,
    Program,
)
from course.page_parser import inline_values
from course.project import Project
from course.quiz_question import Question
from course.quiz_syntax import QuizError, parse
from course.store import BlockOutput, Outputs, load_page

HEADING = re.compile(r"^#{1,2} +(.*?) *(?:\{.*\})?$", re.MULTILINE)


Show = Callable[[FigureReference], str]


def _inside(start: int, figure: FigureReference) -> bool:
    return figure.start <= start < figure.end


@dataclass(frozen=True)
class Resolved:
    """A page whose inline values are known."""

    page: Page
    outputs: Outputs

    @classmethod
    def load(cls, page: Page, project: Project) -> Self:
        """A page with its stored outputs.

        Raises:
            PageError: if they are stale, which no reader must see.
        """
        outputs = load_page(page, project)
        if outputs is None:
            line = page.steps[0].line
            raise page.error(line, "outputs are stale: run `make outputs`")
        return cls(page, outputs)

    def __post_init__(self) -> None:
        """See that every value fits into a sentence.

        Raises:
            PageError: if one is empty or has several lines.
        """
        for value, result in zip(
            self.page.values, self.outputs.values, strict=True
        ):
            if isinstance(value, Program):
                continue
            if not result.strip() or "\n" in result:
                raise self.page.error(
                    value.line, f"an inline value of one line, not {result!r}"
                )

    def text(self, start: int, end: int, show: Show | None = None) -> str:
        """A stretch of the page with the values in it.

        Args:
            start: where it begins.
            end: where it ends.
            show: what to put in place of a figure, if anything.
        """
        new: list[tuple[int, int, str]] = [
            (value.start, value.end, result)
            for value, result in self._values(start, end)
            if not isinstance(value, Program)
        ]
        if show:
            for figure in self.page.figures:
                if start <= figure.start and figure.end <= end:
                    # also in place of the values in its words
                    new = [n for n in new if not _inside(n[0], figure)]
                    line = f"{figure.prefix}{show(figure)}\n"
                    new.append((figure.start, figure.end, line))
        parts, at = [], start
        for begin, stop, text in sorted(new):
            parts += [self.page.text[at:begin], text]
            at = stop
        return "".join([*parts, self.page.text[at:end]])

    def _values(
        self, start: int, end: int
    ) -> Iterator[tuple[InlineValue, str]]:
        for value, result in zip(
            self.page.values, self.outputs.values, strict=True
        ):
            if start <= value.start and value.end <= end:
                yield value, result

    def figure(self, reference: FigureReference) -> FigureReference:
        """The words of a figure with the values in them."""
        results = iter(
            result for _, result in self._values(reference.start, reference.end)
        )

        def fill(text: str) -> str:
            parts, at = [], 0
            for start, end, _ in inline_values(text):
                parts += [text[at:start], next(results)]
                at = end
            return "".join([*parts, text[at:]])

        alt = fill(reference.alt)
        return dataclasses.replace(
            reference, alt=alt, caption=fill(reference.caption)
        )

    @property
    def drawn(self) -> dict[str, Block]:
        """For each figure's name, the block that draws it."""
        return {
            figure.name: block
            for block, output in zip(
                self.page.runs, self.outputs.blocks, strict=True
            )
            for figure in output.figures
        }

    def output(self, start: int) -> BlockOutput | None:
        """What the block that begins at `start` did, if it was run."""
        for block, output in zip(
            self.page.runs, self.outputs.blocks, strict=True
        ):
            if block.start == start:
                return output
        return None

    def quizzes(
        self, show: Show | None = None
    ) -> Iterator[tuple[Fence, Question]]:
        """The quizzes of the page.

        Args:
            show: what to put in place of a figure, if anything.

        Raises:
            PageError: at the line that is wrong in a malformed one.
        """
        for fence in self.page.fences:
            if fence.language != "quiz":
                continue
            lines = self.text(fence.start, fence.end, show).split("\n")
            body = [line[len(fence.prefix) :] for line in lines[1:-2]]
            printed = [
                result
                for value, result in self._values(fence.start, fence.end)
                if isinstance(value, Program)
            ]
            try:
                question = parse(fence.info, body, "".join(printed))
            except QuizError as error:
                line = fence.line + error.line
                raise self.page.error(line, str(error)) from None
            yield (
                fence,
                dataclasses.replace(
                    question,
                    page=self.page.name,
                    line=fence.line,
                    group=self._group(fence),
                ),
            )

    @property
    def prose(self) -> str:
        """The page's text with blanks in place of its fences."""
        return self.page.prose

    def _group(self, fence: Fence) -> str:
        """Whether a quiz belongs to the end of the lesson or to a section."""
        before = HEADING.findall(self.prose[: fence.start])
        return "quiz" if before and before[-1] == "Quiz" else "recall"
