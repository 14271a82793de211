"""A lesson is long, and opens as if it were short.

Counted, not timed: how many elements the browser works out styles for, again
and again, and how many it lays out, before there is a reader.
"""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Open

LESSON = "transformer/self-attention/"
PHONE = {"viewport": {"width": 412, "height": 823}, "has_touch": True}
WAITING = "document.querySelector('.lazy') !== null"
LAID_OUT = """() => [...document.querySelectorAll("body *")].filter(
  (e) => e.checkVisibility({ contentVisibilityAuto: true })).length"""
# The theme's script and the web fonts make the browser do it over again.
TIMES = 12


def settle(page: Page) -> None:
    """Wait until all has run that runs without a reader."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => undefined)")
    assert page.evaluate(WAITING)


@pytest.mark.browser
def test_far_parts_of_a_lesson_wait(open_page: Open) -> None:
    page = open_page(LESSON, **PHONE)
    settle(page)
    assert page.evaluate(LAID_OUT) < page.locator("body *").count() / 10


@pytest.mark.browser
def test_styles_are_worked_out_a_few_times_and_not_for_each_part(
    open_page: Open, browser: Browser
) -> None:
    browser.start_tracing(categories=["devtools.timeline"])
    try:
        page = open_page(LESSON, **PHONE)
        settle(page)
    finally:
        trace = json.loads(browser.stop_tracing())
    styled = [
        event["args"]["elementCount"]
        for event in trace["traceEvents"]
        if event["name"] == "UpdateLayoutTree"
        and "elementCount" in event["args"]
    ]
    assert styled
    assert sum(styled) < TIMES * page.evaluate(LAID_OUT)


@pytest.mark.browser
def test_what_waits_hides_nothing_that_can_be_touched(open_page: Open) -> None:
    page = open_page(LESSON, **PHONE)
    settle(page)
    touched = Axe().run(page, options={"runOnly": ["target-size"]})
    assert page.evaluate(WAITING)
    assert touched.violations_count == 0, touched.generate_report()


@pytest.mark.browser
def test_drawer_of_a_phone_is_laid_out_when_it_is_drawn(
    open_page: Open,
) -> None:
    page = open_page(LESSON, **PHONE)
    settle(page)
    link = page.locator(".md-sidebar--primary").get_by_text("Multi-head")
    laid_out = "e => e.checkVisibility({ contentVisibilityAuto: true })"
    assert not link.evaluate(laid_out)
    page.locator("header [for=__drawer]").click()
    link.click()
    page.wait_for_url("**/multi-head-attention/")
    expect(page.locator("h1")).to_contain_text("Multi-head")
