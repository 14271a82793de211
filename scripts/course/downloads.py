"""Every page as a `.py` and an `.ipynb` that run as downloaded."""

import html
from pathlib import PurePosixPath

from course.page import Page


def offered(page: Page) -> bool:
    """Whether a page is a lesson: something runs, and it is no title page."""
    return bool(page.runs) and PurePosixPath(page.name).stem != "index"


def links(page: Page) -> str:
    """The links from a page to its downloads, which lie beside it."""
    name = html.escape(PurePosixPath(page.name).stem)
    return (
        '<p class="downloads">Run this page: '
        f'<a href="{name}.ipynb" download>notebook</a>, '
        f'<a href="{name}.py" download>Python file</a></p>'
    )
