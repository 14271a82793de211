"""How far a reader is: on every page, and on the page of one's progress."""

import json
import re
from functools import partial
from http.server import ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import BinaryIO, ClassVar
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import Open, Quiet
from tests.browser.memories import LESSON, remember

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
BLOCKED = (
    "Object.defineProperty(window, 'localStorage',"
    " {get() { throw new DOMException('no', 'SecurityError'); }})"
)
FULL = (
    "Storage.prototype.setItem = () =>"
    " { throw new DOMException('full', 'QuotaExceededError'); }"
)
LOADED_AGAIN = """() => performance.getEntriesByType("resource")
  .filter(({ name }) => name.endsWith("/course.js")).length > 1"""


def lesson(page: Page, name: str = "1.2 Self-attention") -> Locator:
    return page.locator(".dashboard__lesson", has_text=name)


def open_at_a_done_lesson(open_page: Open, address: str) -> Page:
    """The page of one's progress, with the keyboard on a lesson's line."""
    page = open_page("404.html")
    remember(page, address, {LESSON: "right"})
    page.evaluate(
        """() => {
          const memory = JSON.parse(localStorage.unmasked);
          const solved = { at: 9, tries: 1, passed: 9 };
          memory.practices["attention-hand-weights"] = solved;
          localStorage.unmasked = JSON.stringify(memory);
        }"""
    )
    page.goto(f"{address}progress/")
    lesson(page).locator("summary").focus()
    return page


def test_a_lesson_that_is_done_says_so_everywhere(
    open_page: Open, address: str
) -> None:
    page = open_page("404.html")
    remember(page, address, {LESSON: "right"})
    page.goto(address + LESSON)
    expect(page.locator(".lesson-head__share")).to_have_text("100% done")
    # By instant navigation.
    page.get_by_role("link", name="The transformer").first.click()
    expect(page.locator("#lessons + * th").first).to_contain_text("1/10 done")
    link = page.locator("#lessons + * td a", has_text="Self-attention")
    expect(link).to_have_accessible_name("1.2 Self-attention (100% done)")
    page.get_by_role("link", name="Unmasked").first.click()
    card = page.locator(".card", has_text="Self-attention")
    expect(card).to_contain_text("(100% done)")
    page.goto(f"{address}progress/")
    expect(lesson(page)).to_contain_text("27/27")
    expect(page.locator(".dashboard")).to_contain_text("1/10 lessons")


def test_sections_and_the_score_of_the_quiz_unfold_by_keyboard(
    open_page: Open, address: str
) -> None:
    page = open_at_a_done_lesson(open_page, address)
    page.keyboard.press("Enter")
    expect(lesson(page)).to_contain_text("quiz: 15 of 15 right")
    expect(lesson(page)).to_contain_text("practices: 1 of 9 solved")
    page.keyboard.press("Tab")
    section = page.evaluate("document.activeElement.hash")
    assert section
    # The theme takes a link within 100 ms of a scroll for a way back.
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}{LESSON}*")
    expect(page.locator(section)).to_be_in_viewport()


def test_the_keyboard_stays_where_it_was_when_another_tab_answers(
    open_page: Open, address: str
) -> None:
    page = open_at_a_done_lesson(open_page, address)
    other = page.context.new_page()
    other.goto(f"{address}404.html")
    missed = {"bench-first": "wrong", "bench-one": "right"}
    remember(other, address, {LESSON: "right"} | missed)
    expect(page.locator(".weak li")).to_have_count(1)
    expect(lesson(page).locator("summary")).to_be_focused()


def test_what_another_tab_answers_is_shown_though_the_network_is_gone(
    open_page: Open, address: str
) -> None:
    page = open_page("404.html", blocked="**/redraw.js")
    remember(page, address, {LESSON: "right"})
    page.goto(f"{address}progress/")
    expect(lesson(page)).to_contain_text("27/27")
    other = page.context.new_page()
    other.goto(f"{address}404.html")
    remember(other, address, {LESSON: "right", "bench-first": "wrong"})
    expect(page.locator(".weak li")).to_have_count(1)


def test_what_was_missed_leads_to_what_teaches_it(
    open_page: Open, address: str
) -> None:
    page = open_page("404.html", **PHONE)
    remember(page, address, {"bench-first": "wrong", "bench-one": "right"})
    page.goto(f"{address}progress/")
    weak = page.locator(".weak li")
    expect(weak).to_have_count(1)
    said = "Axis1 of 2 missed. Workbench First section: question 3"
    expect(weak).to_have_text(said)
    # By keyboard: what the concept is, what teaches it, the question.
    weak.get_by_role("link", name="Axis").focus()
    for name, path in {
        "Axis": "reference/glossary/#axis",
        "First section": "workbench/#first-section",
        "3": "workbench/#quiz-bench-first",
    }.items():
        link = weak.get_by_role("link", name=name)
        expect(link).to_be_focused()
        expect(link).to_have_attribute("href", address + path)
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    # The theme takes a link within 100 ms of a scroll for a way back.
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}workbench/#quiz-bench-first")
    expect(page.locator("#quiz-bench-first")).to_be_in_viewport()


def test_every_concept_has_its_entry(open_page: Open, address: str) -> None:
    page = open_page("404.html")
    outline = json.loads(urlopen(f"{address}assets/course.json").read())
    pages = [page for m in outline["modules"] for page in m["lessons"]]
    given = {page["page"]: "wrong" for page in pages}
    remember(page, address, given)
    page.goto(f"{address}progress/")
    links = page.locator(".weak li > a")
    expect(links.first).to_be_visible()
    asked = links.evaluate_all("links => links.map((a) => a.hash)")
    page.goto(f"{address}reference/glossary/")
    there = page.locator("h2").evaluate_all("all => all.map((h) => `#${h.id}`)")
    assert len(asked) > 60
    assert set(asked) <= set(there)


def test_what_was_missed_is_said_across_lessons_and_the_rest_unfolds(
    open_page: Open, address: str
) -> None:
    page = open_page("404.html", **PHONE)
    missed = ["refresher-probability-after-shift", "attention-shift"]
    given = {"start/refresher/": "right", LESSON: "wrong"}
    remember(page, address, given | dict.fromkeys(missed, "wrong"))
    page.goto(f"{address}progress/")
    shown = page.locator(".dashboard > .weak li")
    expect(shown).to_have_count(6)
    page.locator("#weak-more summary").press("Enter")
    softmax = page.locator("#weak-more li", has_text="Softmax")
    expect(softmax).to_be_visible()
    expect(softmax).to_contain_text("2 of 2 missed. 0.2")
    expect(softmax).to_contain_text("; 1.2 Match, weigh, average: question 1")
    ranks = []
    for text in page.locator(".weak li").all_text_contents():
        count = re.search(r"(\d+) of (\d+) missed", text)
        assert count is not None
        ranks.append((int(count[1]) / int(count[2]), int(count[1])))
    assert ranks == sorted(ranks, reverse=True)
    assert page.evaluate("document.body.scrollWidth") <= 390


def test_nothing_moves_when_progress_is_filled_in(
    open_page: Open, address: str
) -> None:
    page = open_page("404.html", **PHONE)
    visits = {LESSON: {"at": 1, "hash": "#masks"}}
    remember(page, address, {LESSON: "right"}, visits=visits)
    held: list[Route] = []
    page.route("**/course.json?*", lambda route: held.append(route))
    measure = """() => [...document.querySelectorAll(
      "h1, #lessons, #lessons + *, #lessons + * tr, .card, .home__top > *")]
      .map((e) => e.getBoundingClientRect()).map((r) => [r.top, r.height])"""
    for path, filled in {
        LESSON: ".lesson-head__share:not(:empty)",
        "transformer/": ".lessons-done",
        "": ".card .visually-hidden",
    }.items():
        page.goto(address + path)
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(500)  # for the rest of the page
        before = page.evaluate(measure)
        held.pop().continue_()
        page.wait_for_selector(filled, state="attached")
        assert page.evaluate(measure) == before


def test_reading_goes_on_where_it_was(open_page: Open, address: str) -> None:
    page = open_page(LESSON)
    page.locator("#masks").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#masks').scrollIntoView()")
    page.wait_for_function(
        "JSON.parse(localStorage.unmasked ?? '{}').visits"
        f"?.['{LESSON}']?.hash === '#masks'"
    )
    page.goto(address)
    button = page.get_by_role("link", name="Continue: 1.2 Self-attention")
    expect(button).to_have_attribute("href", f"{address}{LESSON}#masks")
    page.goto(f"{address}progress/")
    expect(page.get_by_text("1.2 Self-attention: Masks")).to_be_visible()
    page.get_by_role("link", name="Continue").click()
    page.wait_for_url(f"{address}{LESSON}#masks")


def test_the_empty_page_is_friendly(open_page: Open) -> None:
    page = open_page("progress/")
    expect(page.locator(".dashboard")).to_contain_text("Nothing here yet")
    start = page.get_by_role("link", name="Find out where to start")
    expect(start).to_be_visible()
    expect(page.locator(".due")).to_have_count(0)


def test_erasing_asks_first_and_can_be_taken_back_in_every_tab(
    open_page: Open, address: str
) -> None:
    page = open_page("404.html")
    remember(page, address, {LESSON: "right"})
    page.goto(f"{address}progress/")
    other = page.context.new_page()
    other.goto(f"{address}progress/")
    expect(lesson(other)).to_contain_text("27/27")
    page.mouse.move(1, 1)
    erase = page.get_by_role("button", name="Erase my progress")
    erase.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".erase")).to_contain_text("27 answered questions")
    page.keyboard.press("Enter")  # keep it
    expect(lesson(page)).to_contain_text("27/27")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for tab in (page, other):
        expect(lesson(tab)).to_contain_text("0/27")
        expect(tab.locator(".dashboard")).to_contain_text("Nothing here yet")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    # What another tab learns meanwhile is not lost.
    other.goto(f"{address}workbench/")
    other.mouse.move(1, 1)
    question = other.locator("#quiz-bench-first")
    question.get_by_role("button", name="I don't know").click()
    page.get_by_role("button", name="Undo").click()
    expect(lesson(page)).to_contain_text("27/27")
    kept = page.evaluate(
        "Object.keys(JSON.parse(localStorage.unmasked).answers)"
    )
    assert len(kept) == 28
    question.get_by_role("button", name="Try again").click()
    question.get_by_role("button", name="I don't know").click()
    page.reload()
    expect(lesson(page)).to_contain_text("27/27")


HELD = """() => [...Object.entries(localStorage),
  ...Object.entries(sessionStorage)]
  .filter(([key]) => key.startsWith("unmasked")).sort()"""


@pytest.mark.parametrize("damaged", [False, True])
def test_erasing_leaves_nothing_behind_and_undo_brings_all_of_it_back(
    open_page: Open, address: str, damaged: bool
) -> None:
    page = open_page("404.html")
    remember(page, address, {"bench-first": "wrong"})
    page.evaluate(
        """damaged => {
          localStorage["unmasked-set-aside-1760000000000"] = "{damaged";
          sessionStorage["unmasked-draft-bench-count"] = '["a","b"]';
          if (damaged) localStorage.unmasked += ",";
        }""",
        damaged,
    )
    page.goto(f"{address}progress/")
    if damaged:
        page.get_by_role("alert").get_by_role("button").click()
    else:
        expect(page.locator(".due")).to_be_attached()
    before = page.evaluate(HELD)
    aside = page.locator(".data__aside li")
    page.locator(".erase").scroll_into_view_if_needed()
    expect(aside).to_have_count(2 if damaged else 1)
    page.get_by_role("button", name="Erase my progress").click()
    copies = "2 damaged files" if damaged else "1 damaged file"
    expect(page.locator(".erase")).to_contain_text(copies)
    page.get_by_role("button", name="Erase it all").click()
    expect(aside).to_have_count(0)
    ((name, memory),) = page.evaluate(HELD)
    assert name == "unmasked"
    assert "bench-first" not in memory
    page.get_by_role("button", name="Undo").click()
    expect(aside).to_have_count(2 if damaged else 1)
    after = dict(page.evaluate(HELD))
    assert damaged or "bench-first" in after["unmasked"]
    for name, value in before:
        if name not in ("unmasked", "unmasked-due"):
            assert after[name] == value


@pytest.mark.parametrize(
    ("storage", "notice"),
    [
        (BLOCKED, "does not let the site remember"),
        (FULL, "is full"),
        ("localStorage.unmasked = '{'", "was damaged"),
    ],
    ids=["blocked", "full", "damaged"],
)
def test_progress_without_storage_lasts_as_long_as_the_page(
    open_page: Open, address: str, storage: str, notice: str
) -> None:
    page = open_page("progress/")
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => {" + storage + "});"
    )
    page.goto(f"{address}workbench/")
    page.mouse.move(1, 1)
    question = page.locator("#quiz-bench-first")
    question.get_by_role("button", name="I don't know").click()
    expect(page.get_by_role("alert")).to_contain_text(notice)
    page.get_by_role("alert").get_by_role("button").click()
    # Until the theme has its site map, a link is followed by a full load.
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Your progress").first.click()
    expect(page.locator(".weak")).to_contain_text("First section")
    page.get_by_role("button", name="Erase my progress").click()
    page.get_by_role("button", name="Erase it all").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".weak")).to_contain_text("First section")


@pytest.mark.parametrize("body", ["not JSON", "{}", '{"modules":[{}]}'])
def test_a_false_outline_harms_nothing(
    open_page: Open, address: str, body: str
) -> None:
    page = open_page("404.html")
    remember(page, address, {"bench-one": "wrong"}, days=3)
    page.route("**/course.json?*", lambda route: route.fulfill(body=body))
    page.goto(f"{address}progress/")
    told = "The outline of the course could not be loaded"
    expect(page.locator(".dashboard")).to_contain_text(told)
    page.goto(f"{address}review/")
    expect(page.locator(".review")).to_contain_text("could not be loaded")
    page.goto(f"{address}workbench/")
    page.mouse.move(1, 1)
    expect(page.locator("#quiz-bench-one .quiz__said")).to_have_text(
        "Not right."
    )


class Replaced(Quiet):
    """Has the site of before, and then that of now; browsers may keep both."""

    now = False
    kept = ""  # how the names of files end that stay fresh
    older: ClassVar = {
        "/course.json": (b'{"format":2', b'{"format":1'),
        "/course.js": (b"FORMAT=2", b"FORMAT=1"),
    }

    def end_headers(self) -> None:
        """Say for how long a file is fresh."""
        age = 600 if self.path.partition("?")[0].endswith(self.kept) else 0
        self.send_header("Cache-Control", f"max-age={age}")
        super().end_headers()

    def send_head(self) -> BinaryIO | None:
        """Answer as the site of the day."""
        for name, (new, old) in self.older.items():
            if self.path.partition("?")[0].endswith(name) and not self.now:
                body = Path(self.translate_path(self.path)).read_bytes()
                assert body.count(new) == 1
                self.send_response(200)
                self.send_header("Content-Type", self.guess_type(name))
                self.end_headers()
                return BytesIO(body.replace(new, old))
        return super().send_head()


@pytest.mark.parametrize("kept", ["/course.json", ".js"])
def test_an_outline_and_a_script_of_two_sites_do_not_stay_together(
    browser: Browser, built: Path, kept: str
) -> None:
    handler = type("Handler", (Replaced,), {"kept": kept})
    serve = partial(handler, directory=str(built))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/progress/"
        with browser.new_context(service_workers="block") as context:
            page = context.new_page()
            page.goto(address)
            welcome = page.get_by_role("link", name="Find out where to start")
            expect(welcome).to_be_visible()
            handler.now = True
            page.goto(address)
            if kept == ".js":
                told = page.get_by_text("The outline of the course could not")
                expect(told).to_be_visible()
                page.wait_for_function(LOADED_AGAIN)
                page.reload()
            expect(welcome).to_be_visible()
        server.shutdown()


def test_the_diagnostic_says_what_to_read_first(
    open_page: Open, address: str
) -> None:
    page = open_page("progress/")
    page.get_by_role("link", name="Find out where to start").click()
    page.wait_for_url(f"{address}start/how-this-course-works/#quiz")
    questions = page.locator(".quiz[data-group=quiz]")
    expect(questions).to_have_count(15)
    for question in questions.all():
        question.get_by_role("button", name="I don't know").click()
    link = page.locator(".quiz-start a")
    expect(link).to_have_text("0.2 Deep learning refresher")
    page.goto(f"{address}progress/")
    card = page.locator(".dashboard__card", has_text="Where to start")
    expect(card).to_contain_text("0.2 Deep learning refresher")
    card.get_by_role("link").click()
    page.wait_for_url(f"{address}start/refresher/")


def test_without_scripts_nothing_is_promised(open_page: Open) -> None:
    page = open_page("progress/", java_script_enabled=False)
    expect(page.get_by_text("scripts are switched off")).to_be_visible()
    page = open_page("transformer/", java_script_enabled=False)
    ring = page.locator("#lessons + * td a").first.evaluate(
        "e => getComputedStyle(e, '::before').display"
    )
    assert ring == "none"
