"""Without scripts, and on paper: nothing of the text is lost."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open


@pytest.mark.browser
def test_page_is_whole_without_scripts(open_page: Open) -> None:
    page = open_page("workbench/", java_script_enabled=False)
    expect(page.locator(".katex-html").first).to_be_visible()
    expect(page.locator("#quiz-bench-one")).to_contain_text("torch.zeros(2)")
    answer = page.locator("#quiz-bench-one .quiz__answer")
    expect(answer.get_by_text("Count the axes.")).to_be_hidden()
    answer.locator("summary").click()
    expect(answer.get_by_text("Count the axes.")).to_be_visible()


@pytest.mark.browser
def test_still_stands_in_without_scripts(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    still = page.locator("img.plot__still").first
    still.scroll_into_view_if_needed()
    expect(still).to_be_visible()
    expect(still).to_have_js_property("complete", True)


@pytest.mark.browser
def test_paper_shows_stills_and_nothing_to_click(open_page: Open) -> None:
    page = open_page("transformer/self-attention/", color_scheme="dark")
    page.wait_for_load_state("networkidle")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    stills = page.locator("img.plot__still")
    assert stills.count() > 1
    for still in stills.all():
        expect(still).to_be_visible()
        loaded = "i => i.complete && i.naturalWidth > 0"
        page.wait_for_function(loaded, arg=still.element_handle())
    for gone in (".md-header", ".md-sidebar--primary", ".plot__drawing"):
        assert not page.locator(gone).first.is_visible()
    white = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert white in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
