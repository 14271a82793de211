"""Build the site from pages whose outputs are up to date."""

import logging
import os
import shutil
from pathlib import Path
from typing import Any

from markdown import Markdown

from course import (
    compact,
    downloads,
    figures,
    fonts,
    lab_notebooks,
    lab_pages,
    offline_reading,
    outline,
    practices,
    pyodide,
    styles,
    tutor,
)
from course.page import PageError
from course.project import HERE, Project


class Complaints(logging.Handler):
    """Collects what MkDocs and its plugins find wrong."""

    def __init__(self) -> None:
        """Take warnings as seriously as errors."""
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        message = record.getMessage()
        if not message.startswith("A 'dirty' build"):
            self.found.append(message)


def build(
    destination: Path,
    project: Project = HERE,
    *,
    address: str | None = None,
    search_of: Path | None = None,
    small: bool = True,
) -> list[str]:
    """Build the whole site into a folder; what is wrong with it.

    Args:
        destination: the folder; what it held is replaced.
        project: the course. Of a partial one, only some pages are built, into
            the folder as it is.
        address: where the site will be seen, if not at its `site_url`.
        search_of: an earlier build whose search index to take over, as making
            one is a good third of a build.
        small: whether it is for readers, not for a preview. Then what none of
            them would miss is taken out, which another third of a build is
            spent on; the tutor searches by meaning; and the site can be read
            offline.
    """
    errors = convert(
        destination,
        project,
        address,
        with_search=not search_of,
        offline=small,
    )
    if errors:
        return errors
    try:
        downloads.write(destination, project)
        figures.write(destination, project)
        practices.write(destination, project)
        outline.write(destination, project)
    except PageError as error:
        return [str(error)]
    if errors := pyodide.write(destination, project):
        return errors
    if search_of:
        index = Path("search", "search_index.json")
        shutil.copyfile(search_of / index, destination / index)
    lab_pages.slim(destination)
    if small:
        compact.write(destination)
        styles.purge(destination)
    tutor.write(destination, project, by_meaning=small)
    if small:
        fonts.cut(destination, project)
        if (destination / "sw.js").exists():
            offline_reading.write(destination)
    return []


def convert(
    destination: Path,
    project: Project,
    address: str | None,
    *,
    with_search: bool = True,
    offline: bool = False,
) -> list[str]:
    """Let MkDocs make the site, strictly; what it complains of."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    from mkdocs.commands.build import build as build_site
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort

    complaints = Complaints()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(complaints)
    logger.propagate = False
    try:
        settings = {"site_url": address} if address else {}
        config = load_config(
            config_file=str(project.root / "mkdocs.yml"),
            site_dir=str(destination),
            strict=True,
            **settings,
        )
        config.extra["offline"] = offline
        converter = Markdown(
            extensions=config.markdown_extensions,
            extension_configs=config.mdx_configs,
        )
        lab_notebooks.write(converter, project)
        if not with_search:
            plugin = config.plugins["material/search"]
            config.plugins.events["page_context"].remove(plugin.on_page_context)
        partial = project.only is not None
        if partial:
            config.strict = False  # MkDocs warns of what is asked for here
            for page in project.only or ():
                project.finished(page, destination).unlink(missing_ok=True)
            config.plugins.events["nav"].append(_read_titles)
        config.plugins.on_startup(command="build", dirty=partial)
        try:
            with lab_notebooks.templates_compiled_once():
                build_site(config, dirty=partial)
        finally:
            config.plugins.on_shutdown()
    except Abort:
        pass  # says only how many complaints there were
    except Exception as error:
        complaints.found.append(str(error))
    finally:
        logger.removeHandler(complaints)
    return list(dict.fromkeys(complaints.found))


def _read_titles(nav: Any, config: Any, **_: Any) -> Any:
    """Let the navigation name pages that are not built this time."""
    for page in nav.pages:
        page.read_source(config)
    return nav
