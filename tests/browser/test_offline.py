"""Without a network, while the site is replaced, and from an archive."""

import json
import shutil
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    expect,
)

from course import offline_reading
from course.project import HERE
from tests.browser.conftest import NOMINAL, Quiet
from tests.browser.memories import remember
from tests.browser.test_your_data import scroll

pytestmark = pytest.mark.browser
LESSON = "transformer/self-attention/"
EDITIONS = """() => [
  document.querySelector("h1").textContent.includes("second") ? 2 : 1,
  Number(getComputedStyle(document.body).getPropertyValue("--edition")) || 1,
  window.edition ?? 1,
]"""
KEPT = """async (part) => {
  for (const name of await caches.keys()) {
    const keys = await (await caches.open(name)).keys();
    if (keys.some(({ url }) => url.includes(part))) return true;
  }
  return false;
}"""


class Host:
    """A server below a path, whose site can be replaced while it runs."""

    def __init__(self, root: Path) -> None:
        self.root, self.port = root, 0
        self.start()
        self.address = f"http://127.0.0.1:{self.port}/deep/course/"

    def start(self) -> None:
        handler = partial(Quiet, directory=str(self.root))
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self.port = self.server.server_port
        Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def show(self, site: Path) -> None:
        """Put a version of the site in place of what was there."""
        place = self.root / "deep" / "course"
        place.parent.mkdir(exist_ok=True)
        place.unlink(missing_ok=True)
        place.symlink_to(site)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    root = tmp_path / "host"
    root.mkdir()
    host = Host(root)
    yield host
    host.stop()


@pytest.fixture
def first(built: Path, host: Host, tmp_path: Path) -> Path:
    """The site, as built for this host, and shown."""
    site = tmp_path / "first"
    shutil.copytree(built, site)
    for path in [*site.rglob("*.html"), *site.glob("sitemap.xml")]:
        text = path.read_text("utf-8").replace(NOMINAL, host.address)
        path.write_text(text, "utf-8")
    finish(site)
    host.show(site)
    return site


@pytest.fixture
def second(first: Path, tmp_path: Path) -> Path:
    """Another version, with another text, style sheet and script."""
    site = tmp_path / "second"
    shutil.copytree(first, site)
    for path in site.rglob("index.html"):
        text = path.read_text("utf-8").replace("</h1>", " second</h1>")
        path.write_text(text, "utf-8")
    for name, more in {
        "css/site.css": "body { --edition: 2 }",
        "js/main.js": "window.edition = 2;",
        "js/tutor/box.js": "window.box = 2;",
    }.items():
        with (site / "assets" / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{more}\n")
    finish(site)
    return site


def finish(site: Path) -> None:
    for path in site.glob("offline-*.json"):
        path.unlink()
    shutil.copy(HERE.docs / "sw.js", site)
    offline_reading.write(site)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


def wait_until(page: Page, promised: str, argument: str = "") -> None:
    """Wait for what a promise says; Playwright takes the promise for a yes."""
    for _ in range(200):
        if page.evaluate(promised, argument):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never came true: {promised} of {argument!r}")


def visit(context: BrowserContext, url: str) -> Page:
    """Open a page and wait until all of it is kept."""
    page = context.new_page()
    page.goto(url)
    page.wait_for_function("navigator.serviceWorker.controller")
    wait_until(page, KEPT, url.split("/course/")[1] + "index.html")
    return page


def test_a_visited_lesson_works_without_a_network(
    host: Host, first: Path, context: BrowserContext
) -> None:
    page = visit(context, host.address + LESSON)
    page.locator("figure.plot").first.scroll_into_view_if_needed()
    expect(page.locator(".plot__drawing .main-svg").first).to_be_visible()
    wait_until(page, KEPT, "plotly-cartesian")
    host.stop()

    page.goto(host.address + LESSON)
    page.mouse.move(1, 1)  # quizzes wait for a reader
    quiz = page.locator(".quiz").first
    quiz.locator("input").first.check()
    quiz.get_by_role("button", name="Check").click()
    expect(quiz.locator(".quiz__said")).not_to_be_empty()
    page.locator("figure.plot").nth(3).scroll_into_view_if_needed()
    drawn = page.locator("figure.plot").nth(3).locator(".main-svg").first
    expect(drawn).to_be_visible()
    page.get_by_role("button", name="Ask about this lesson").click()
    page.locator("#tutor-question").fill("what is a key?")
    page.keyboard.press("Enter")
    expect(page.locator(".tutor__panel li")).to_have_count(3)
    page.keyboard.press("Escape")
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type("causal mask")
    expect(page.locator(".md-search-result__item a").first).to_be_visible()
    page.goto(host.address)  # not visited, but the way to everything
    expect(page.locator("h1")).to_be_visible()
    host.start()


def test_quizzes_work_offline_after_a_visit(
    host: Host, first: Path, context: BrowserContext
) -> None:
    page = visit(context, f"{host.address}workbench/")
    host.stop()
    page.goto(f"{host.address}workbench/")

    def quiz(name: str) -> Locator:
        page.mouse.move(1, 1)  # quizzes wait for a reader
        return page.locator(f"#quiz-bench-{name}")

    quiz("one").get_by_label("torch.zeros(2)", exact=True).check()
    quiz("one").get_by_role("button", name="Check").click()
    quiz("text").get_by_role("textbox").fill("softmax")
    page.keyboard.press("Enter")
    for name in ("first", "second"):
        quiz(name).get_by_label("Yes.", exact=True).check()
        quiz(name).get_by_role("button", name="Check").click()
    score = page.locator(".quiz-score")
    expect(score.get_by_role("link", name="First section")).to_be_visible()
    page.reload()
    for name, verdict in {"one": "Not right.", "text": "Right."}.items():
        expect(quiz(name).locator(".quiz__said")).to_have_text(verdict)
    expect(score).to_contain_text("Score: 1 of 2")
    host.start()


def test_progress_is_carried_offline_after_a_visit(
    host: Host, first: Path, context: BrowserContext
) -> None:
    page = visit(context, f"{host.address}progress/")
    host.stop()
    page.goto(f"{host.address}progress/")
    known = """{"schema":2,"seed":"a","erased":0,"practices":{},"visits":{},
      "answers":{"q":{"tries":["mgj6k3cwr"],"last":{"at":1760000000000,
      "verdict":"right","given":[0],"of":"a"}}}}"""
    file = {
        "name": "kept.json",
        "mimeType": "application/json",
        "buffer": f'{{"unmasked":"progress","memory":{known}}}'.encode(),
    }
    scroll(page)
    page.locator("[data-your-data] [type=file]").set_input_files([file])
    expect(page.get_by_text("1 answer came in.")).to_be_visible()
    page.get_by_role("button", name="Show a code").click()
    expect(page.locator(".data__code svg")).to_be_visible()
    page.get_by_role("button", name="Make a link").click()
    page.goto(page.get_by_label("Link with your progress").input_value())
    offer = page.get_by_role("dialog", name="Progress from another device")
    expect(offer).to_contain_text("This browser knows all of it.")
    host.start()


def test_progress_and_review_work_without_a_network(
    host: Host, first: Path, context: BrowserContext
) -> None:
    page = visit(context, host.address + LESSON)
    remember(page, host.address, {LESSON: "wrong"}, days=3)
    for path in ("progress/", "review/"):
        visit(context, host.address + path).close()
    host.stop()
    page.goto(f"{host.address}progress/")
    expect(page.locator(".weak").first).to_be_visible()
    page.get_by_role("link", name="Review", exact=True).click()
    # Without the site map the theme follows no link by itself.
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="I don't know").click()
    page.get_by_role("button", name="Next question").click()
    expect(page.locator(".review__head")).to_contain_text("2 of 20")
    host.start()


def test_what_was_not_visited_says_so(
    host: Host, first: Path, context: BrowserContext
) -> None:
    page = visit(context, host.address)
    host.stop()
    page.goto(f"{host.address}reference/notation/")
    expect(page.locator("h1")).to_have_text(
        "This one is not on your device yet"
    )
    page.get_by_role("link", name="first page").click()
    page.wait_for_url(host.address)
    host.start()


def test_heavy_files_are_kept_only_once_used(
    host: Host, first: Path, context: BrowserContext
) -> None:
    page = visit(context, host.address + LESSON)
    for heavy in ("minilm-", "tutor.bin", ".zip"):
        assert not page.evaluate(KEPT, heavy)
    page.get_by_role("button", name="Ask about this lesson").click()
    wait_until(page, KEPT, "minilm-")
    wait_until(page, KEPT, "tutor.bin")


def test_an_update_mixes_no_versions(
    host: Host, first: Path, second: Path, context: BrowserContext
) -> None:
    old = visit(context, host.address + LESSON)
    host.show(second)
    new = context.new_page()
    new.goto(host.address + LESSON)
    new.wait_for_load_state("networkidle")
    assert new.evaluate(EDITIONS) == [2, 2, 2]

    # The page that was open keeps its scripts: this one it gets only now.
    script = "import(new URL('../../assets/js/tutor/form.js', location))"
    assert old.evaluate(f"{script}.then(() => true)")
    own = "fetch('../../assets/js/tutor/box.js').then((r) => r.text())"
    assert "window.box" not in old.evaluate(own)
    assert "window.box" in new.evaluate(own)
    assert old.evaluate(EDITIONS) == [1, 1, 1]
    # By instant navigation it would mix: so it is left for the new version.
    old.get_by_role("link", name="Notation", exact=True).first.click()
    expect(old.locator("h1")).to_contain_text("second")
    old.wait_for_load_state("networkidle")
    assert old.evaluate(EDITIONS) == [2, 2, 2]

    # Once nobody reads the old one, the new one takes over, and is kept.
    waiting = "navigator.serviceWorker.ready.then((r) => Boolean(r.waiting))"
    wait_until(new, waiting)
    old.close()
    new.close()
    blank = context.new_page()
    version = next(first.glob("offline-*.json")).name
    for _ in range(10):  # the browser takes its time
        blank.wait_for_timeout(1000)
        page = visit(context, host.address + LESSON)
        page.wait_for_timeout(1000)
        if not page.evaluate(KEPT, version):
            break
        page.close()
    assert not page.evaluate(KEPT, version)
    host.stop()
    page.goto(host.address + LESSON)
    assert page.evaluate(EDITIONS) == [2, 2, 2]
    host.start()


@pytest.mark.parametrize("broken", ["missing", "changed", "no list"])
def test_a_broken_deployment_does_no_harm(
    host: Host,
    first: Path,
    second: Path,
    context: BrowserContext,
    broken: str,
) -> None:
    visit(context, host.address + LESSON)
    style = second / "assets" / "css" / "site.css"
    if broken == "missing":
        style.unlink()
    elif broken == "changed":
        shutil.copy(first / "assets" / "css" / "site.css", style)
    else:
        next(second.glob("offline-*.json")).unlink()
    host.show(second)
    page = context.new_page()
    page.goto(host.address + LESSON)
    expect(page.locator("h1")).to_contain_text("second")
    updated = """navigator.serviceWorker.ready.then(async (registration) => {
      await registration.update().catch(() => {});
      const worker = registration.installing;
      while (worker && worker.state === "installing") {
        await new Promise((again) => setTimeout(again, 50));
      }
      return Boolean(registration.waiting);
    })"""
    assert page.evaluate(updated) is False
    host.stop()
    page.goto(host.address + LESSON)
    assert page.evaluate(EDITIONS) == [1, 1, 1]
    host.start()


def test_a_preview_at_the_same_address_lets_go_of_the_worker(
    host: Host, first: Path, second: Path, context: BrowserContext
) -> None:
    page = visit(context, host.address)
    for path in second.rglob("*.html"):
        text = path.read_text("utf-8").replace('rel="manifest"', 'rel="none"')
        path.write_text(text, "utf-8")
    (second / "sw.js").unlink()
    host.show(second)
    page.goto(host.address)
    wait_until(
        page,
        "navigator.serviceWorker.getRegistrations().then((r) => !r.length)",
    )


def test_the_manifest_lets_the_site_be_installed(
    host: Host, first: Path, context: BrowserContext
) -> None:
    page = visit(context, host.address)
    session = context.new_cdp_session(page)
    found = session.send("Page.getAppManifest")
    assert found["errors"] == []
    manifest = json.loads(found["data"])
    assert manifest["start_url"] == manifest["scope"] == "./"
    errors = session.send("Page.getInstallabilityErrors")
    found = {error["errorId"] for error in errors["installabilityErrors"]}
    assert found <= {"in-incognito"}  # as every window of these tests is


def test_the_archive_is_a_site_that_works(
    built: Path, browser: Browser, tmp_path: Path
) -> None:
    with zipfile.ZipFile(built / "unmasked.zip") as whole:
        whole.extractall(tmp_path / "host")
    host = Host(tmp_path / "host")
    page = browser.new_page(service_workers="block")
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("requestfailed", lambda request: troubles.append(request.url))
    own = f"http://127.0.0.1:{host.port}/unmasked/"
    page.goto(own + LESSON)
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type("causal mask")
    expect(page.locator(".md-search-result__item a").first).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="About", exact=True).first.click()
    page.wait_for_url(f"{own}about/")
    assert troubles == []
    page.close()
    host.stop()
