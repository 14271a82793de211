r"""Quizzes: ```` ```quiz stable-id ```` fences, parsed strictly, as HTML.

A quiz works without JavaScript: the question, the options as a list, and
beside each option and under the question a `<details>` that says what is
right and why. `quiz.js` builds its form on the same HTML:

    <section class="quiz" id="quiz-ID" data-kind="one|many|number|text"
             [data-group="recall|quiz"] [data-section="ANCHOR"]
             [data-answer="…" data-tolerance="…" data-unit="…"]
             data-search-exclude>
      <div class="quiz__question">…</div>
      <ul class="quiz__options">
        <li [data-right]>
          <div class="quiz__text">…</div>
          <details class="quiz__why"><summary>Right or wrong?</summary>
            <p class="quiz__verdict">Right.</p> … </details></li> …
      </ul>
      <details class="quiz__answer"><summary>Answer</summary> … </details>
    </section>

`data-group` is `quiz` under the heading `## Quiz` and `recall` elsewhere.
`data-answer` is a number in plain notation, or the accepted words with `|`
between them. The options stand in the order in which they were written.

Inside, everything is the page's own Markdown: the tags above are put around
it and the page's converter does the rest, so formulas, fences, links and
glossary terms work as they do outside.
"""

import html
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from course.page import Fence, parse
from course.project import HERE, Project
from course.quiz_syntax import Question
from course.resolved import Resolved


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
    resolved: Resolved, project: Project
) -> Iterator[tuple[Fence, Question]]:
    """The quizzes of one page, each with its place.

    Raises:
        PageError: if one is malformed, or has an id that is used elsewhere
            (marks are remembered by it).
    """
    for fence, question in resolved.quizzes():
        for path in project.pages:
            name = project.name(path)
            lines = _ids(path, path.stat().st_mtime_ns).get(question.id, [])
            for line in lines:
                if (name, line) != (question.page, question.line):
                    raise resolved.page.error(
                        question.line,
                        f"quiz {question.id}: {name}:{line} has the same id",
                    )
        yield fence, question


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
        "group": question.group,
        "section": question.section,
        "answer": "|".join(question.answers),
        "tolerance": question.tolerance,
        "unit": question.unit,
    }
    data = "".join(
        f' data-{name}="{html.escape(value)}"'
        for name, value in settings.items()
        if value
    )
    tags = (
        f'<section class="quiz" id="quiz-{question.id}"{data} '
        "data-search-exclude>"
    )
    parts = [
        stash(f'{tags}<div class="quiz__question">'),
        question.question,
    ]
    for index, option in enumerate(question.options):
        before = (
            "</div></details></li>"
            if index
            else ('</div><ul class="quiz__options">')
        )
        right = " data-right" if option.right else ""
        verdict = "Right." if option.right else "Wrong."
        parts += [
            stash(f'{before}<li{right}><div class="quiz__text">'),
            option.text,
            stash(
                '</div><details class="quiz__why">'
                "<summary>Right or wrong?</summary>"
                f'<div><p class="quiz__verdict">{verdict}</p>'
            ),
            option.why,
        ]
    answer = '<details class="quiz__answer"><summary>Answer</summary>'
    end = "</div></details></li></ul>" if question.options else "</div>"
    parts += [stash(end + answer), *_answer(question)]
    if question.explanation:
        parts.append(question.explanation)
    if question.section:
        parts.append(f"[Where this is explained](#{question.section})")
    markdown = "\n\n".join([*parts, stash("</details></section>")])
    return ["", *markdown.split("\n"), ""]


def _answer(question: Question) -> list[str]:
    """The right answer in words, for who reads without a script."""
    if question.options:
        return [option.text for option in question.options if option.right]
    if question.kind == "text":
        return [" or ".join(f"`{answer}`" for answer in question.answers)]
    tolerance = f" ± {question.tolerance}" if float(question.tolerance) else ""
    return [f"{question.answers[0]}{tolerance} {question.unit}".strip()]
