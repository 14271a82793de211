"""A link to a place on a long page leads exactly there, and it stays there."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open, go_back

LESSON = "transformer/self-attention/"
FAR = ["masks", "order", "quiz", "lab"]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}

# How far the heading is from where the style sheet wants it, in pixels; at the
# end of a page it cannot get there.
OFF = """
async (id) => {
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const root = document.documentElement;
  const measured = [];
  for (const ms of [300, 900]) {
    await pause(ms);
    const top = document.getElementById(id).getBoundingClientRect().top;
    measured.push(top - parseFloat(getComputedStyle(root).scrollPaddingTop));
  }
  return measured;
}
"""


def assert_at(page: Page, place: str) -> None:
    page.wait_for_function("id => document.getElementById(id)", arg=place)
    assert page.evaluate(OFF, place) == pytest.approx([0, 0], abs=2)


@pytest.mark.browser
@pytest.mark.parametrize("place", FAR)
@pytest.mark.parametrize("settings", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_address_with_a_place_leads_there(
    open_page: Open, place: str, settings: dict
) -> None:
    assert_at(open_page(f"{LESSON}#{place}", **settings), place)


@pytest.mark.browser
@pytest.mark.parametrize("place", FAR)
def test_address_with_a_place_leads_there_without_scripts(
    open_page: Open, place: str
) -> None:
    page = open_page(f"{LESSON}#{place}", java_script_enabled=False)
    top = page.locator(f"#{place}").bounding_box()
    assert top is not None
    assert top["y"] == pytest.approx(72, abs=2)


@pytest.mark.browser
@pytest.mark.parametrize("settings", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_links_of_the_page_lead_to_their_places(
    open_page: Open, settings: dict
) -> None:
    page = open_page(LESSON, **settings)
    for place in FAR:
        page.evaluate("scrollTo(0, 0)")
        link = page.locator(f"article a[href$='#{place}']").first
        link.scroll_into_view_if_needed()
        # The theme takes a click within 100 ms of a scroll for a way back.
        page.wait_for_timeout(300)
        link.click()
        page.wait_for_url(f"**#{place}")
        assert_at(page, place)


@pytest.mark.browser
def test_link_from_another_page_leads_to_its_place(open_page: Open) -> None:
    page = open_page("reference/notation/")
    page.mouse.move(100, 100)
    page.evaluate(
        """(href) => {
          window.stayed = true;
          const link = Object.assign(document.createElement("a"), { href });
          document.querySelector("article").prepend(link);
          link.append("there");
        }""",
        page.url.replace("reference/notation/", f"{LESSON}#order"),
    )
    page.get_by_role("link", name="there").click()
    assert_at(page, "order")
    assert page.evaluate("window.stayed")


@pytest.mark.browser
def test_going_back_shows_what_one_was_reading(open_page: Open) -> None:
    page = open_page(LESSON)
    page.mouse.move(100, 100)
    page.wait_for_function("!document.querySelector('.lazy')")
    page.locator("#order").evaluate("e => scrollTo(0, e.offsetTop - 72)")
    page.wait_for_timeout(500)
    page.get_by_role("link", name="notation page").first.evaluate(
        "link => link.click()"
    )
    page.wait_for_url("**/reference/notation/**")
    page.locator("h1", has_text="Notation").wait_for()
    # The theme notes a place 100 ms after a scroll, and a way back before that
    # would be given the place of this page.
    page.wait_for_function("history.state?.y === 0")
    go_back(page)
    page.locator("#order").wait_for()
    page.wait_for_timeout(800)
    place = page.locator("#order").bounding_box()
    assert place
    assert 0 < place["y"] < DESKTOP["viewport"]["height"] / 3


@pytest.mark.browser
def test_place_that_is_typed_into_the_address_later(open_page: Open) -> None:
    page = open_page(LESSON)
    page.wait_for_load_state("networkidle")
    assert page.locator(".lazy").count() == 1
    page.evaluate("location.hash = 'order'")
    assert_at(page, "order")
