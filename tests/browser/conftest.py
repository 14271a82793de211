"""The whole site, built once and served below a path, and a real Chromium."""

import json
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from filelock import FileLock
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from course import outputs, pyodide
from course import site as course_site
from course.browser import INSTRUCTION, find_browser
from course.project import HERE, Project

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WORKBENCH = Path(__file__).parent / "workbench.md"
# Each process has a port of its own; the site is built before they are known.
NOMINAL = "http://127.0.0.1/a/course/"

# Two builds or a busy machine make a page late, not wrong.
expect.set_options(timeout=20_000)

Open = Callable[..., Page]


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_browser()
    if path is None:
        pytest.fail(INSTRUCTION)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The whole site, and a workbench with all kinds of parts.

    It is made below `/a/course/`, where the site in the repository is not, and
    by whichever process comes first; the others wait for it.
    """
    root = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        root = root.parent  # shared by all processes of this run
    built, project = root / "built", root / "project"
    with FileLock(root / "built.lock"):
        if not built.exists():
            shutil.rmtree(project, ignore_errors=True)
            course = copy(project)
            fetched = pyodide.folder(course)
            fetched.parent.mkdir(parents=True)
            fetched.symlink_to(pyodide.folder(HERE))
            assert outputs.refresh(course) == []
            site = project / "site"
            assert course_site.build(site, course, address=NOMINAL) == []
            site.rename(built)
    return built


@pytest.fixture(scope="session")
def address(
    tmp_path_factory: pytest.TempPathFactory, built: Path
) -> Iterator[str]:
    """Where the site is."""
    served = tmp_path_factory.mktemp("served")
    folder = served / "a" / "course"
    shutil.copytree(built, folder)
    handler = partial(Quiet, directory=str(served))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/a/course/"
        # The theme asks the site map which links it may follow by itself.
        sitemap = folder / "sitemap.xml"
        text = sitemap.read_text("utf-8")
        assert NOMINAL in text
        sitemap.write_text(text.replace(NOMINAL, address), "utf-8")
        yield address
        server.shutdown()


def go_back(page: Page) -> None:
    """Go back as a reader does, who is slower than the theme.

    For up to 250 ms after a scroll the theme writes the place and the section
    into the history, and a way back given meanwhile may be lost.
    """
    page.wait_for_timeout(500)
    page.go_back()


def go_forward(page: Page) -> None:
    """Go forward again, as slowly."""
    page.wait_for_timeout(500)
    page.go_forward()


def copy(root: Path) -> Project:
    """The project with one page more."""
    for folder in ("code", "docs"):
        shutil.copytree(HERE.root / folder, root / folder)
    shutil.copy(WORKBENCH, root / "docs")
    settings = (HERE.root / "mkdocs.yml").read_text("utf-8")
    settings = settings.replace(
        "- course.markdown\n", f"- course.markdown: {{root: {root}}}\n"
    )
    settings = settings.replace(
        "not_in_nav: |\n", "not_in_nav: |\n  workbench.md\n"
    )
    (root / "mkdocs.yml").write_text(settings, "utf-8")
    return Project(root)


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Open]:
    """Open a page as a reader would, and see that nothing goes wrong.

    The function takes the path of a page and what `Browser.new_context` takes.
    No page may write an error to the console, fail to get a file, or ask
    another host for anything.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_page(
        path: str = "", *, blocked: str = "", **settings: Any
    ) -> Page:
        def hear(message: ConsoleMessage) -> None:
            if message.type == "error" and not blocked:
                troubles.append(message.text)

        def watch(request: Request) -> None:
            if not request.url.startswith((address, "data:", "blob:")):
                troubles.append(f"foreign: {request.url}")

        # A worker would answer for the network that these tests watch.
        settings.setdefault("service_workers", "block")
        context = browser.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", watch)
        if blocked:
            page.route(blocked, lambda route: route.abort())
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def open_private(
    browser: Browser, address: str, tmp_path: Path
) -> Iterator[Open]:
    """Open a page in a browser that lets no site store anything."""
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "profile" / "Default").mkdir(parents=True)
    path = tmp_path / "profile" / "Default" / "Preferences"
    path.write_text(json.dumps(settings))
    context = browser.browser_type.launch_persistent_context(
        tmp_path / "profile", executable_path=find_browser(), args=FLAGS
    )
    troubles: list[str] = []

    def open_private(path: str = "") -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(address + path)
        blocked = page.evaluate(
            "(() => { try { localStorage } catch { return true } })()"
        )
        assert blocked
        return page

    yield open_private
    context.close()
    assert troubles == []
