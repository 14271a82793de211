"""Signing in to sync, against a real server of remoteStorage.

`armadietto` runs on loopback with a store of its own, which goes with the test.
Every context watches whom the page asks: nobody but the site, until the reader
signs in, and then the site and that server.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from course.project import HERE
from tests.browser.conftest import Open
from tests.browser.test_your_data import (
    AT,
    answer,
    answers,
    memory,
    remember,
    scroll,
)

pytestmark = pytest.mark.browser

USER, PASSWORD = "ada", "a-long-password"
PROGRAM = HERE.root / "node_modules" / "armadietto" / "bin" / "armadietto.js"


class Server:
    """A provider of remoteStorage with one account."""

    def __init__(self, folder: Path) -> None:
        self.store = folder / "store"
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        self.address = f"{USER}@{self.host}"
        logs = {"log_dir": str(folder / "logs"), "stdout": [], "log_files": []}
        settings = {
            "allow_signup": True,
            "storage_path": str(self.store),
            "http": {"host": "127.0.0.1", "port": self.port},
            "https": {"enable": False},
            "logging": logs,
        }
        self.settings = folder / "settings.json"
        self.settings.write_text(json.dumps(settings))
        self.start()
        account = {"username": USER, "email": "a@b.c", "password": PASSWORD}
        data = urlencode(account).encode()
        urlopen(Request(f"http://{self.host}/signup", data)).close()

    def start(self) -> None:
        folder = Path(sys.executable).parent
        path = os.pathsep.join([str(folder), os.environ["PATH"]])
        node = shutil.which("node", path=path)
        assert node, "node is missing: run make env-test"
        self.process = subprocess.Popen(
            [node, PROGRAM, "-c", self.settings],
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Node may be started by a program
        )
        for _ in range(200):
            with closing(socket.socket()) as probe:
                if not probe.connect_ex(("127.0.0.1", self.port)):
                    return
            time.sleep(0.1)
        pytest.fail("the server of remoteStorage does not start")

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def file(self) -> Path:
        """Where it keeps the progress."""
        (found,) = self.store.rglob("progress.json")
        return found

    def forget_sign_ins(self) -> None:
        """As if the reader had taken back the permission."""
        (path,) = self.store.rglob("auth.json")
        kept = json.loads(path.read_text())
        path.write_text(json.dumps(kept | {"sessions": {}}))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.stop()


Device = Callable[..., Page]


@pytest.fixture
def device(browser: Browser, address: str, server: Server) -> Iterator[Device]:
    """A browser with a memory, at the page of progress.

    Whom it asks is kept in `asked`, and may in the end be the site and the
    server alone.
    """
    contexts: list[BrowserContext] = []
    asked: list[str] = []
    troubles: list[str] = []

    def device(*known: str, **settings: Any) -> Page:
        settings.setdefault("service_workers", "block")
        context = browser.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        context.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(f"{address}progress/")
        remember(page, memory(**{name: answer() for name in known}))
        return page

    yield device
    for context in contexts:
        context.close()
    assert troubles == []
    allowed = (address, f"http://{server.host}/", "data:", "blob:")
    # The library looks for the account at the safe address first.
    allowed += (f"https://{server.host}/",)
    assert [url for url in asked if not url.startswith(allowed)] == []


def box(page: Page) -> Any:
    heading = page.get_by_role("heading", name="Sync across devices")
    return page.locator(".data__part", has=heading)


def ask(page: Page, server: Server) -> None:
    """Go to the provider's page."""
    field = page.get_by_label("Your remoteStorage address")
    scroll(page)
    if not field.is_visible():
        box(page).get_by_role("button", name="Sign in to sync").press("Enter")
        expect(field).to_be_focused()
    field.fill(server.address)
    page.keyboard.press("Enter")
    page.wait_for_url(f"http://{server.host}/oauth/**")


def sign_in(page: Page, server: Server) -> None:
    ask(page, server)
    page.get_by_placeholder("Password").fill(PASSWORD)
    page.get_by_role("button", name="Allow").click()
    said(page, "Up to date.")


def said(page: Page, text: str) -> None:
    expect(box(page).get_by_role("status")).to_contain_text(
        text, timeout=15_000
    )


def sync(page: Page) -> None:
    box(page).get_by_role("button", name="Sync now").press("Enter")
    said(page, "Up to date.")


def give(page: Page, name: str, at: int = AT, verdict: str = "right") -> None:
    """Answer a question, as another tab would."""
    change = f"""more => import("{page.url}../assets/js/store.js").then(
      ({{ add }}) => add(more))"""
    page.evaluate(change, memory(**{name: answer(at, verdict)}))


def test_two_devices_come_to_remember_the_same(
    device: Device, server: Server, address: str
) -> None:
    one, two = device("a", "b"), device("c")
    sign_in(one, server)
    assert one.url == f"{address}progress/"
    said(one, f"{server.address}: Up to date.")
    sign_in(two, server)
    assert set(answers(two)) == {"a", "b", "c"}
    sync(one)
    expect(one.locator(".data__holds")).to_contain_text("3 answers")
    assert answers(one) == answers(two)
    one.reload()  # it stays signed in
    scroll(one)
    said(one, "Up to date.")


def test_nobody_is_asked_before_the_reader_signs_in(
    device: Device, server: Server, address: str
) -> None:
    page = device("a")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    scroll(page)
    page.wait_for_load_state("networkidle")
    assert asked
    assert all(url.startswith((address, "data:")) for url in asked)
    assert not any("remotestorage" in url for url in asked)
    page.get_by_role("button", name="Sign in to sync").click()
    expect(page.get_by_label("Your remoteStorage address")).to_be_focused()
    assert any("remotestorage" in url for url in asked)
    assert all(url.startswith((address, "data:")) for url in asked)


def test_what_is_answered_offline_is_kept_and_sent_later(
    device: Device, server: Server, address: str
) -> None:
    one, two = device("a"), device()
    sign_in(one, server)
    sign_in(two, server)
    two.context.set_offline(True)
    # Both answer the same question, and each another one.
    give(two, "d")
    give(two, "same", AT + 7, "right")
    said(two, "cannot be reached")
    give(one, "e")
    give(one, "same", AT + 5, "wrong")
    sync(one)
    two.context.set_offline(False)
    said(two, "Up to date.")
    sync(two)
    sync(one)
    assert answers(one) == answers(two)
    known = answers(one)
    assert set(known) == {"a", "d", "e", "same"}
    assert [text[-1] for text in known["same"]["tries"]] == ["w", "r"]
    assert known["same"]["last"]["verdict"] == "right"


def test_two_that_write_at_once_lose_nothing(
    device: Device, server: Server
) -> None:
    one, two = device("a"), device("b")
    sign_in(one, server)
    sign_in(two, server)
    sync(one)
    # Between what one gets and what it puts, the other one writes.
    late: list[str] = []

    def write_first(route: Any) -> None:
        if route.request.method == "PUT" and not late:
            late.append("two")
            give(two, "d")
            sync(two)
        route.continue_()

    one.route(f"http://{server.host}/storage/**", write_first)
    give(one, "c")
    sync(one)
    assert late == ["two"]
    sync(two)
    assert set(answers(one)) == {"a", "b", "c", "d"}
    assert answers(one) == answers(two)


ERASE = """import(new URL("../assets/js/store.js", location)).then(
  ({ add, all }) => add({ ...all(), erased: Date.now() }))"""


def test_what_is_erased_is_erased_everywhere_once_it_cannot_be_taken_back(
    device: Device, server: Server, address: str
) -> None:
    one, two = device("a"), device()
    sign_in(one, server)
    sign_in(two, server)
    one.evaluate(ERASE)
    said(one, "can be taken back until you leave this page")
    assert "a" in json.loads(server.file().read_text())["answers"]
    with one.expect_response(lambda r: r.request.method == "PUT"):
        one.get_by_role("link", name="About", exact=True).first.click()
    assert json.loads(server.file().read_text())["answers"] == {}
    sync(two)
    assert answers(two) == {}


def test_damaged_copies_are_erased_everywhere_too(
    device: Device, server: Server
) -> None:
    one, two = device("a"), device()
    sign_in(one, server)
    server.file().write_text("{damaged")
    sync(one)
    assert len([*server.store.rglob("damaged-*.json")]) == 1
    sign_in(two, server)
    two.evaluate("localStorage['unmasked-set-aside-1760000000000'] = '{'")
    one.evaluate(ERASE)
    said(one, "can be taken back until you leave this page")
    assert len([*server.store.rglob("damaged-*.json")]) == 1
    with one.expect_response(lambda r: r.request.method == "PUT"):
        one.get_by_role("link", name="About", exact=True).first.click()
    assert [*server.store.rglob("damaged-*.json")] == []
    sync(two)
    assert answers(two) == {}
    kept = two.evaluate("Object.keys(localStorage)")
    assert not [key for key in kept if key.startswith("unmasked-set-aside-")]


def test_an_answer_in_a_lesson_is_synced_without_a_visit_to_the_page(
    device: Device, server: Server, address: str
) -> None:
    page = device()
    sign_in(page, server)
    page.goto(f"{address}workbench/")
    page.mouse.move(1, 1)  # quizzes wait for a reader
    quiz = page.locator("#quiz-bench-first")
    quiz.get_by_label("No.", exact=True).check()
    with page.expect_response(lambda r: r.request.method == "PUT") as put:
        quiz.get_by_role("button", name="Check").click()
    assert put.value.ok
    assert "bench-first" in server.file().read_text()


def test_a_page_gets_what_is_new_once_there_is_a_reader(
    device: Device, server: Server, address: str
) -> None:
    one, two = device("a"), device()
    sign_in(one, server)
    sign_in(two, server)
    give(one, "b")
    sync(one)
    asked: list[str] = []
    two.on("request", lambda request: asked.append(request.url))
    two.goto(f"{address}workbench/")
    two.wait_for_load_state("networkidle")
    assert not any("sync.js" in url or server.host in url for url in asked)
    two.mouse.move(1, 1)
    two.wait_for_function("'b' in JSON.parse(localStorage.unmasked).answers")


def test_a_wrong_password_and_a_denial_connect_nothing(
    device: Device, server: Server, address: str
) -> None:
    page = device("a")
    ask(page, server)
    page.get_by_placeholder("Password").fill("wrong")
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_text("Incorrect password")).to_be_visible()
    page.get_by_role("button", name="Deny").click()
    page.wait_for_url(f"{address}progress/**")
    said(page, "You did not allow it. Nothing was connected")
    expect(page).to_have_url(f"{address}progress/")
    expect(page.get_by_label("Your remoteStorage address")).to_be_visible()
    assert set(answers(page)) == {"a"}
    assert not list(server.store.rglob("progress.json"))


def test_an_address_without_account_is_said(
    device: Device, server: Server
) -> None:
    page = device("a")
    page.get_by_role("button", name="Sign in to sync").click()
    field = page.get_by_label("Your remoteStorage address")
    field.fill("ada")
    page.keyboard.press("Enter")
    said(page, "An address has the form you@provider.example.")
    server.stop()
    field.fill(server.address)
    page.keyboard.press("Enter")
    said(page, f"No remoteStorage account was found at {server.address}.")
    expect(field).to_be_focused()


def test_a_server_that_is_gone_is_waited_for(
    device: Device, server: Server
) -> None:
    page = device("a")
    sign_in(page, server)
    server.stop()
    give(page, "b")
    said(page, "cannot be reached")
    assert set(answers(page)) == {"a", "b"}
    server.start()
    sync(page)
    kept = json.loads(server.file().read_text())
    assert set(kept["answers"]) == {"a", "b"}


def test_a_permission_taken_back_is_said(
    device: Device, server: Server
) -> None:
    page = device("a")
    sign_in(page, server)
    server.forget_sign_ins()
    give(page, "b")
    said(page, "does not accept this sign-in any more")
    box(page).get_by_role("button", name="Disconnect").press("Enter")
    sign_in(page, server)
    kept = json.loads(server.file().read_text())
    assert set(kept["answers"]) == {"a", "b"}


def test_disconnecting_leaves_both_sides_as_they_are(
    device: Device, server: Server, address: str
) -> None:
    page = device("a")
    sign_in(page, server)
    box(page).get_by_role("button", name="Disconnect").press("Enter")
    said(page, "Disconnected. What this browser remembers stays here")
    give(page, "b")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_load_state("networkidle")
    assert all(url.startswith((address, "data:")) for url in asked)
    assert set(answers(page)) == {"a", "b"}
    assert set(json.loads(server.file().read_text())["answers"]) == {"a"}


@pytest.mark.parametrize(
    ("text", "why", "left"),
    [
        ('{"schema": 99}', "newer version of this site", '{"schema": 99}'),
        ("{damaged", "Up to date.", None),
    ],
    ids=["newer", "damaged"],
)
def test_a_file_at_the_server_is_never_lost(
    device: Device, server: Server, text: str, why: str, left: str | None
) -> None:
    page = device("a")
    sign_in(page, server)
    server.file().write_text(text)
    give(page, "b")
    page.wait_for_timeout(2_000)
    box(page).get_by_role("button", name="Sync now").press("Enter")
    said(page, why)
    if left:
        assert server.file().read_text() == left
    else:
        (copy,) = server.store.rglob("damaged-*.json")
        assert copy.read_text() == text
        kept = json.loads(server.file().read_text())
        assert set(kept["answers"]) == {"a", "b"}


@pytest.mark.parametrize(
    "fragment",
    [
        "access_token=stolen&state=x",
        "access_token=stolen",
    ],
)
@pytest.mark.parametrize("asked", [True, False])
def test_a_sign_in_that_nobody_asked_for_is_not_taken(
    device: Device, address: str, fragment: str, asked: bool
) -> None:
    page = device("a")
    if asked:
        page.evaluate("sessionStorage['unmasked-sign-in'] = 'secret'")
    page.goto("about:blank")
    page.goto(f"{address}progress/#{fragment}")
    said(page, "That belongs to no sign-in of this tab")
    expect(page).to_have_url(f"{address}progress/")
    stored = page.evaluate("JSON.stringify(localStorage)")
    assert "stolen" not in stored


def test_blocked_storage_is_told(open_private: Open) -> None:
    page = open_private("progress/")
    scroll(page)
    page.get_by_role("button", name="Sign in to sync").click()
    said(page, "it could not stay signed in")


def test_signing_in_works_on_a_phone_after_instant_navigation(
    device: Device, server: Server, address: str
) -> None:
    page = device("a", viewport={"width": 390, "height": 844})
    page.goto(f"{address}about/")
    page.evaluate("window.same = true")
    text = page.locator("article")
    text.get_by_role("link", name="your progress").first.click()
    expect(page.locator("h1")).to_contain_text("Your progress")
    assert page.evaluate("window.same")
    sign_in(page, server)
    too_wide = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(too_wide) == 0
