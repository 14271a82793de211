"""Show regions of the package's code: `--8<-- "unmasked/…/file.py:region"`.

A region is named in the source by comments, `# --8<-- [start:region]` and
`# --8<-- [end:region]`; pymdownx.snippets finds it. Line numbers and whole
files are refused, because they silently show something else one day.
"""

import re
from functools import cache
from pathlib import Path

from markdown import Markdown
from pymdownx.snippets import SnippetMissingError

from course.page import Block, Page
from course.project import Project

REGION = re.compile(r'--8<-- "[^":]+\.py:[a-z][-\w]*"', re.IGNORECASE)


def include(block: Block, page: Page, project: Project) -> str:
    """The source that a block shows, without the regions' own comments.

    Raises:
        PageError: if the file or the region does not exist, or the block asks
            for anything but named regions of Python files.
    """
    for line in block.body.splitlines():
        if line.strip() and not REGION.fullmatch(line.strip()):
            raise page.error(
                block.line,
                f'include a region by its name, --8<-- "path.py:region", '
                f"not {line.strip()}",
            )
    snippets = _reader(project.code).preprocessors["snippet"]
    try:
        lines: list[str] = snippets.run(block.body.splitlines())
    except SnippetMissingError as error:
        raise page.error(block.line, f"{error}: {block.body.strip()}") from None
    return "\n".join(lines).strip("\n") + "\n"


@cache
def _reader(code: Path) -> Markdown:
    settings = {
        "base_path": [str(code)],
        "check_paths": True,
        "dedent_subsections": True,
    }
    name = "pymdownx.snippets"
    return Markdown(extensions=[name], extension_configs={name: settings})
