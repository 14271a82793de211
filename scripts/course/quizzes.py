r"""Quizzes: ```` ```quiz stable-id ```` fences, parsed strictly, as HTML.

A quiz works without JavaScript: the question, the options as a list, and
beside each option and under the question a `<details>` that says what is
right and why. `quiz.js` builds its form on the same HTML:

    <section class="quiz" id="quiz-ID"
             data-kind="one|many|number|text|print|order|match"
             data-version="…" [data-group="recall|quiz"]
             [data-section="ANCHOR"] [data-leads="1"] [data-concept="…"]
             [data-answer="…" data-tolerance="…" data-unit="…"]
             data-search-exclude>
      <div class="quiz__question">…</div>
      <ul class="quiz__options">
        <li data-place="1" [data-right] [data-answer="…"]>
          <div class="quiz__text">…</div>
          <details class="quiz__why"><summary>Right or wrong?</summary>
            <div><p class="quiz__verdict">Right.</p> … </div></details></li> …
      </ul>
      [<ol class="quiz__partners" type="A"><li>…</li> …</ol>]
      <details class="quiz__answer"><summary>Answer</summary>
        <div class="quiz__key">…</div> … </details>
    </section>

`data-group` is `quiz` under the heading `## Quiz` and `recall` elsewhere.
`data-leads` marks a question of the diagnostic: its last link leads to what to
read by who did not know. `data-concept` is the entry of the glossary that says
what the question tests. `data-answer` is a number in plain notation, the
accepted words with `|` between them, or what the code printed. `data-place`
says in which place an option was written: steps and pairs are mixed, others
stand as written. The `data-answer` of a step is its place, that of a left side
the letter of its right side.

Inside, everything is the page's own Markdown: the tags above are put around
it and the page's converter does the rest, so formulas, fences, links, figures
and glossary terms work as they do outside.
"""

import dataclasses
import hashlib
import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from string import ascii_uppercase

from course import concepts
from course.page import Fence
from course.page_parser import parse
from course.project import HERE, Project
from course.quiz_parts import Option, QuizError
from course.quiz_question import Question
from course.resolved import Resolved, Show

HEADING = re.compile(r"^(#{1,3}) (.+?)(?: \{#([\w-]+)\})?$", re.MULTILINE)


def bank(project: Project = HERE) -> list[Question]:
    """Every question of the course, in the order of the pages.

    Raises:
        PageError: if a quiz is malformed or has the id of another, or if the
            outputs of a page are stale, so that its values are not known.
    """
    found = []
    for path in project.pages:
        page = parse(path.read_text("utf-8"), project.name(path))
        found += [q for _, q in on(Resolved.load(page, project), project)]
    return found


def on(
    resolved: Resolved, project: Project, show: Show | None = None
) -> Iterator[tuple[Fence, Question]]:
    """The quizzes of one page, each with its place.

    Args:
        resolved: the page.
        project: the course it belongs to.
        show: what to put in place of a figure, if anything.

    Raises:
        PageError: if one is malformed, has an id that is used elsewhere
            (marks are remembered by it), leads to where nothing is, or tests
            what the glossary does not have.
    """
    for fence, question in resolved.quizzes(show):
        for path in project.pages:
            name = project.name(path)
            lines = _ids(path, path.stat().st_mtime_ns).get(question.id, [])
            for line in lines:
                if (name, line) != (question.page, question.line):
                    raise resolved.page.error(
                        question.line,
                        f"quiz {question.id}: {name}:{line} has the same id",
                    )
        place = teaches(question, project)
        if question.leads and not place:
            raise resolved.page.error(
                question.line,
                f"quiz {question.id} leads to {question.leads!r}, and there "
                "is no such heading",
            )
        try:
            concept = concepts.of(question, project)
        except QuizError as error:
            raise resolved.page.error(question.line, str(error)) from None
        yield (
            fence,
            dataclasses.replace(question, teaches=place, concept=concept),
        )


def teaches(question: Question, project: Project) -> str:
    """The titles of the page, and of the section, that a question leads to.

    Empty if there is no such page or no such section.
    """
    target, _, anchor = question.leads.partition("#")
    path = (project.root / question.page).parent / target
    if not target or not path.is_file():
        return ""
    headings = HEADING.findall(path.read_text("utf-8"))
    title = next((text for level, text, _ in headings if level == "#"), "")
    if not anchor:
        return title
    section = next((text for _, text, name in headings if name == anchor), "")
    return f"{title}, {section}" if title and section else ""


@cache
def _ids(path: Path, modified: int) -> dict[str, list[int]]:  # noqa: ARG001
    """The ids of a page's quizzes, and the lines on which they begin."""
    ids = defaultdict(list)
    for fence in parse(path.read_text("utf-8"), path.name).fences:
        if fence.language == "quiz" and fence.info:
            ids[fence.info.split()[0]].append(fence.line)
    return ids


def to_markdown(
    question: Question, *, stash: Callable[[str], str]
) -> list[str]:
    """A quiz as lines of the page's Markdown between tags.

    Args:
        question: what `parse` returned.
        stash: keeps a piece of HTML and returns what stands for it.
    """
    settings = {
        "kind": question.kind,
        "version": question.version,
        "group": question.group,
        "section": question.section,
        "leads": "1" if question.leads else "",
        "concept": question.concept,
        "answer": "|".join(question.answers),
        "tolerance": question.tolerance,
        "unit": question.unit,
    }
    opening = (
        f'<section class="quiz" id="quiz-{question.id}"{_data(settings)} '
        'data-search-exclude><div class="quiz__question">'
    )
    parts = [stash(opening), question.question]
    letters = _letters(question)
    options = [option for option in question.scrambled() if option.text]
    end = "</div>"
    for index, option in enumerate(options):
        before = end if index else '</div><ul class="quiz__options">'
        end = "</div></details></li>"
        verdict, data = _verdict(question, option, letters)
        place = question.options.index(option) + 1
        item = f'<li data-place="{place}"{data}>'
        parts += [
            stash(f'{before}{item}<div class="quiz__text">'),
            option.text,
            stash(
                '</div><details class="quiz__why">'
                f"<summary>{_asks(question)}</summary>"
                f'<div><p class="quiz__verdict">{verdict}</p>'
            ),
            option.why,
        ]
    if options:
        end += "</ul>"
    if letters:
        parts.append(stash(end + '<ol class="quiz__partners" type="A">'))
        end = "</ol>"
        for partner in letters:
            parts += [stash("<li>"), partner, stash("</li>")]
    answer = '<details class="quiz__answer"><summary>Answer</summary>'
    parts.append(stash(f'{end}{answer}<div class="quiz__key">'))
    parts += [*_answer(question, letters, stash), stash("</div>")]
    if letters:
        for option in question.options:
            if not option.right:
                parts.append(f"**{letters[option.partner]}:** {option.why}")
    if question.explanation:
        parts.append(question.explanation)
    if target := question.leads or (
        question.section and f"#{question.section}"
    ):
        where = question.teaches or "Where this is explained"
        parts.append(f"[{where}]({target}){{ .quiz__where }}")
    markdown = "\n\n".join([*parts, stash("</details></section>")])
    return ["", *markdown.split("\n"), ""]


def _data(settings: dict[str, str]) -> str:
    """Attributes, a line end as a reference that no later step takes out."""
    return "".join(
        f' data-{name}="{html.escape(value)}"'.replace("\n", "&#10;")
        for name, value in settings.items()
        if value
    )


def _letters(question: Question) -> dict[str, str]:
    """For each right side of pairs its letter, in the order of letters."""
    if question.kind != "match":
        return {}
    partners = sorted(
        (option.partner for option in question.scrambled()),
        key=lambda text: hashlib.sha256(text.encode()).hexdigest(),
    )
    return dict(zip(partners, ascii_uppercase, strict=False))


def _asks(question: Question) -> str:
    return {"order": "Which step?", "match": "What does it go with?"}.get(
        question.kind, "Right or wrong?"
    )


def _verdict(
    question: Question, option: Option, letters: dict[str, str]
) -> tuple[str, str]:
    """What is said of an option, and what its element carries."""
    if question.kind == "order":
        place = str(question.options.index(option) + 1)
        return f"Step {place}.", _data({"answer": place})
    if question.kind == "match":
        letter = letters[option.partner]
        return f"{letter}.", _data({"answer": letter})
    return ("Right.", " data-right") if option.right else ("Wrong.", "")


def _answer(
    question: Question, letters: dict[str, str], stash: Callable[[str], str]
) -> list[str]:
    """The right answer in words, for who reads without a script."""
    if question.kind == "order":
        items = [
            [stash("<li>"), option.text, stash("</li>")]
            for option in question.options
        ]
        return [stash("<ol>"), *chain(*items), stash("</ol>")]
    if question.kind == "match":
        return [
            f"{option.text}: {letters[option.partner]}"
            for option in question.options
            if option.right
        ]
    if question.options:
        return [option.text for option in question.options if option.right]
    if question.kind == "print":
        return ["~~~~text", question.answers[0], "~~~~"]
    if question.kind == "text":
        return [" or ".join(f"`{answer}`" for answer in question.answers)]
    tolerance = f" ± {question.tolerance}" if float(question.tolerance) else ""
    return [f"{question.answers[0]}{tolerance} {question.unit}".strip()]
