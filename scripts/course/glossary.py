"""The glossary's words, explained wherever they stand.

The words are in `docs/includes/glossary.md`, written as the extension `abbr`
of Python-Markdown wants them. Were the file appended to every text, it would
be parsed for every docstring of the reference anew, which took most of a build.
"""

from functools import lru_cache

from markdown import Markdown
from markdown.extensions.abbr import AbbrExtension

from course.project import Project


def explain(md: Markdown, project: Project) -> None:
    """Let every text that `md` converts know the words.

    Without `abbr` in the extensions before, nothing is explained.
    """
    path = project.docs / "includes" / "glossary.md"
    if not path.exists():
        return
    words = _read(path.read_text("utf-8"))
    for extension in md.registeredExtensions:
        if isinstance(extension, AbbrExtension):
            extension.load_glossary(words)
            extension.reset()


@lru_cache(maxsize=1)
def _read(text: str) -> dict[str, str]:
    """What `abbr` makes of the file."""
    abbr = AbbrExtension()
    Markdown(extensions=[abbr]).convert(text)
    return dict(abbr.abbrs)
