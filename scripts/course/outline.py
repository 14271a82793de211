"""What scripts know of the course: `assets/course.json`.

It lists modules, lessons and sections with the ids of their questions, as the
finished pages have them. From it and from what a reader has answered, scripts
compute what is done, what was missed and where that is taught, and on which
page a question that is due stands. What a question tests is a number there, a
place in the list of concepts. `docs/assets/js/progress/course.js` describes its
form.
"""

import json
import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from mkdocs.utils.meta import get_data

from course.page import PageError
from course.project import HERE, Project

# What `course.js` asks for: another number whenever the form changes.
FORMAT = 2
# Tags without an end.
EMPTY = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Contents(HTMLParser):
    """The sections of a finished page, and the questions under each.

    A question of the quiz at the end counts for the section that it names.

    Attributes:
        sections: by anchor, those with questions have an entry for each.
        quiz: the questions at the end.
        versions: the version of every question.
        concepts: what every question tests.
        leads: for a question of the diagnostic, where it leads.
        practices: the names of those that can be run in the page.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sections: dict[str, dict[str, Any]] = {}
        self.quiz: list[str] = []
        self.versions: dict[str, str] = {}
        self.concepts: dict[str, str] = {}
        self.leads: dict[str, str] = {}
        self.practices: list[str] = []
        self._named: dict[str, str] = {}
        self._here = self._question = ""
        self._title: list[str] | None = None
        self._silent: list[str] = []
        self.feed(text)
        for question, anchor in self._named.items():
            if section := self.sections.get(anchor):
                section["questions"].append(question)

    def handle_starttag(
        self, tag: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        """Note a heading, a question, or where a question leads."""
        a = {name: value or "" for name, value in attrs}
        classes = a.get("class", "").split()
        if self._silent or "headerlink" in classes or tag == "math":
            if tag not in EMPTY:
                self._silent.append(tag)
        elif tag == "h2" and "id" in a:
            self._here, self._title = a["id"], []
            self.sections[self._here] = {
                "anchor": self._here,
                "title": "",
                "questions": [],
            }
        elif tag == "section" and "quiz" in classes:
            self._question = a["id"].removeprefix("quiz-")
            self.versions[self._question] = a["data-version"]
            self.concepts[self._question] = a.get("data-concept", "")
            self._named[self._question] = a.get("data-section") or self._here
            if a.get("data-group") == "quiz":
                self.quiz.append(self._question)
            if "data-leads" in a:
                self.leads[self._question] = ""
        elif "cell" in classes and "id" in a:
            self.practices.append(a["id"].removeprefix("practice-"))
        elif "quiz__where" in classes and self._question in self.leads:
            self.leads[self._question] = a["href"]

    def handle_endtag(self, tag: str) -> None:
        """Finish a heading or a question."""
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.pop()
        elif tag == "h2" and self._title is not None:
            title = " ".join("".join(self._title).split())
            self.sections[self._here]["title"] = title
            self._title = None
        elif tag == "section":
            self._question = ""

    def handle_data(self, data: str) -> None:
        """Collect the text of a heading."""
        if self._title is not None and not self._silent:
            self._title.append(data)


def write(destination: Path, project: Project = HERE) -> None:
    """Put the outline into a built site.

    Raises:
        PageError: if a lesson does not say to which module it belongs, or if
            a question of the diagnostic leads to no page.
    """
    modules: dict[str, dict[str, Any]] = {}
    others: list[dict[str, Any]] = []
    for path in project.pages:
        finished = destination / _address(path, project) / "index.html"
        if not finished.exists():
            continue  # a part of pages, not a page
        meta = get_data(path.read_text("utf-8"))[1]
        page = _page(path, finished.read_text("utf-8"), meta, project)
        if "lesson" not in meta:
            if page["versions"]:
                others.append(page)
            continue
        if missing := {"module", "lesson_count"} - meta.keys():
            raise PageError(
                project.name(path), 1, f"a lesson says its {missing.pop()}"
            )
        number = str(meta["lesson"])
        module = modules.setdefault(
            number.split(".")[0],
            {
                "page": page["page"].rstrip("/").rpartition("/")[0] + "/",
                "title": str(meta["module"]),
                "count": int(meta["lesson_count"]),
                "lessons": [],
            },
        )
        module["lessons"].append({"number": number, **page})
    for module in modules.values():
        module["lessons"].sort(key=lambda lesson: _order(lesson["number"]))
    ordered = [modules[number] for number in sorted(modules, key=_order)]
    pages = [page for module in ordered for page in module["lessons"]]
    text = json.dumps(
        {
            "format": FORMAT,
            "concepts": _number([*pages, *others]),
            "modules": ordered,
            "others": others,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    target = destination / "assets" / "course.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(text, "utf-8", newline="\n")


def _address(path: Path, project: Project) -> str:
    """Where a page is, below the site."""
    name = path.relative_to(project.docs).with_suffix("").as_posix()
    return re.sub(r"(^|/)index/$", r"\1", f"{name}/")


def _page(
    path: Path, text: str, meta: dict[str, Any], project: Project
) -> dict[str, Any]:
    contents, here = Contents(text), _address(path, project)
    leads = {}
    for question, link in contents.leads.items():
        target = urljoin(f"/{here}", link).split("#")[0].lstrip("/")
        if not link or posixpath.basename(target):
            raise PageError(
                project.name(path), 1, f"quiz {question} leads to no page"
            )
        leads[question] = target
    return {
        "page": here,
        "title": str(meta.get("title", path.stem)),
        "sections": [
            section
            | {"concepts": [contents.concepts[q] for q in section["questions"]]}
            for section in contents.sections.values()
            if section["questions"]
        ],
        "quiz": contents.quiz,
        "versions": contents.versions,
        "leads": leads,
        "practices": contents.practices,
    }


def _number(pages: list[dict[str, Any]]) -> list[str]:
    """Put numbers in place of concepts; the names that they stand for."""
    sections = [section for page in pages for section in page["sections"]]
    named = {name for s in sections for name in s["concepts"]}
    names = sorted(named, key=str.casefold)
    for section in sections:
        section["concepts"] = [names.index(n) for n in section["concepts"]]
    return names


def _order(number: str) -> list[int]:
    return [int(part) for part in number.split(".")]
