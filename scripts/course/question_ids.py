"""The ids of all questions that were ever published.

Readers' answers are remembered by id. So an id is not given to another
question, and a question does not vanish by accident: `docs/includes/
question-ids.txt` lists all ids, one a line, and `make outputs` adds new ones.
A question that is gone for good leaves its line, with `retired` behind its id.
"""

import re
from pathlib import Path

from course.page import PageError
from course.page_parser import parse
from course.project import HERE, Project

LINE = re.compile(r"(?P<id>[a-z0-9-]+)(?P<retired> retired)?")


def ledger(project: Project = HERE) -> Path:
    """The file that lists them."""
    return project.docs / "includes" / "question-ids.txt"


def asked(project: Project = HERE) -> set[str]:
    """The ids of the questions on the pages.

    Raises:
        PageError: if a page cannot be parsed.
    """
    return {
        fence.info.split()[0]
        for path in project.pages
        for fence in parse(path.read_text("utf-8"), project.name(path)).fences
        if fence.language == "quiz" and fence.info
    }


def problems(project: Project = HERE) -> list[str]:
    """What is wrong with the list, each with its line."""
    try:
        ids = asked(project)
    except PageError:
        return []  # told by who reads the page
    path, seen, errors = ledger(project), set(), []
    name = project.name(path)
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    for number, text in enumerate(lines, start=1):
        line = LINE.fullmatch(text)
        if not line:
            errors.append(f"{name}:{number}: not an id: {text!r}")
            continue
        identifier, retired = line["id"], bool(line["retired"])
        if identifier in seen:
            errors.append(f"{name}:{number}: {identifier} stands here twice")
        elif retired and identifier in ids:
            errors.append(
                f"{name}:{number}: {identifier} is retired: give the new "
                "question another id"
            )
        elif not retired and identifier not in ids:
            errors.append(
                f"{name}:{number}: no page asks {identifier} any more. If it "
                "was published, its line becomes "
                f"`{identifier} retired`; if not, the line goes"
            )
        seen.add(identifier)
    errors += [
        f"{name}: {identifier} is missing: run make outputs"
        for identifier in sorted(ids - seen)
    ]
    return errors


def update(project: Project = HERE) -> list[str]:
    """Add what is missing, in alphabetical order; what else is wrong."""
    path = ledger(project)
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    try:
        missing = asked(project) - {line.split(" ")[0] for line in lines}
    except PageError:
        missing = set()
    if missing or lines != sorted(set(lines)):
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "\n".join(sorted({*lines, *missing}))
        path.write_text(text + "\n", "utf-8", newline="\n")
    return problems(project)
