"""The concept that a question tests: an entry of the glossary.

`{concept="softmax"}` on the opening line of a question names it as
`docs/reference/glossary.md` heads its entry, capitals aside. So the page of
one's progress can say what somebody is weak at, whichever lesson asked, and
link to what it means.
"""

import re
from collections.abc import Iterable
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
    concept, name = question.concept.casefold(), project.name(path)
    if found := heads.get(concept):
        return found
    if concept:
        reason = f"no entry of {name} is headed {question.concept!r}"
        near = get_close_matches(concept, heads, 3, 0.5)
    else:
        reason = f'give it {{concept="…"}}, an entry of {name}'
        near = _mentioned(question, heads)
    if near:
        reason += f": {' or '.join(repr(heads[key]) for key in near)}?"
    raise QuizError(question.id, reason)


def _mentioned(question: Question, heads: Iterable[str]) -> list[str]:
    """Entries that stand in the words of a question, the longest three."""
    words = [question.question, question.explanation, *question.answers]
    for option in question.options:
        words += [option.text, option.partner, option.why]
    text = "\n".join(words).casefold()
    found = [h for h in heads if re.search(rf"\b{re.escape(h)}", text)]
    return sorted(found, key=len, reverse=True)[:3]


@cache
def _heads(path: Path, modified: int) -> dict[str, str]:  # noqa: ARG001
    """The entries of the glossary, by their names without capitals."""
    heads = HEAD.findall(path.read_text("utf-8"))
    return {head.casefold(): head for head in heads}
