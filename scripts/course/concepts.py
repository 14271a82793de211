"""The concept that a question tests: an entry of the glossary.

`{concept="softmax"}` on the opening line of a question names it as
`docs/reference/glossary.md` heads its entry, capitals aside. So the page of
one's progress can say what somebody is weak at, whichever lesson asked, and
link to what it means.
"""

import re
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from course.project import Project
from course.quiz_parts import QuizError
from course.quiz_question import Question

HEAD = re.compile(r"^## (.+)$", re.MULTILINE)


def of(question: Question, project: Project) -> str:
    """The concept of a question, as its entry is headed.

    A course without a glossary has no concepts.

    Raises:
        QuizError: if the question names none, or one without an entry.
    """
    path = project.docs / "reference" / "glossary.md"
    if not path.exists():
        return ""
    heads = _heads(path, path.stat().st_mtime_ns)
    if not question.concept:
        return ""
    if found := heads.get(question.concept.casefold()):
        return found
    near = _nearest(question, heads)
    raise QuizError(
        question.id,
        f"no entry of {project.name(path)} is headed {question.concept!r}"
        + (f": {near}?" if near else ""),
    )


def _nearest(question: Question, heads: dict[str, str]) -> str:
    """Entries that may be meant, at most three."""
    near = get_close_matches(question.concept.casefold(), heads, 3, 0.5)
    return " or ".join(repr(heads[key]) for key in near)


@cache
def _heads(path: Path, modified: int) -> dict[str, str]:  # noqa: ARG001
    """The entries of the glossary, by their names without capitals."""
    heads = HEAD.findall(path.read_text("utf-8"))
    return {head.casefold(): head for head in heads}
