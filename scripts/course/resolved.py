"""A page together with its outputs: its text with the values filled in."""

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from course.page import Block, Fence, FigureReference, Page, inline_values
from course.project import Project
from course.quiz_syntax import Question, QuizError, parse
from course.store import BlockOutput, Outputs, load_page

HEADING = re.compile(r"^#{1,2} +(.*?) *(?:\{.*\})?$", re.MULTILINE)


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
            if not result.strip() or "\n" in result:
                raise self.page.error(
                    value.line, f"an inline value of one line, not {result!r}"
                )

    def text(self, start: int, end: int) -> str:
        """A stretch of the page with the values in it."""
        parts, at = [], start
        for value, result in zip(
            self.page.values, self.outputs.values, strict=True
        ):
            if start <= value.start and value.end <= end:
                parts += [self.page.text[at : value.start], result]
                at = value.end
        return "".join([*parts, self.page.text[at:end]])

    def figure(self, reference: FigureReference) -> FigureReference:
        """The words of a figure with the values in them."""
        results = iter(
            result
            for value, result in zip(
                self.page.values, self.outputs.values, strict=True
            )
            if reference.start <= value.start < reference.end
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

    def quizzes(self) -> Iterator[tuple[Fence, Question]]:
        """The quizzes of the page.

        Raises:
            PageError: at the line that is wrong in a malformed one.
        """
        for fence in self.page.fences:
            if fence.language != "quiz":
                continue
            lines = self.text(fence.start, fence.end).split("\n")
            body = [line[len(fence.prefix) :] for line in lines[1:-2]]
            try:
                question = parse(fence.info, body)
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
