"""Figures: late, once, in the reader's colors, and by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, go_back

LIBRARY = "plotly-cartesian.min.js"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
FILL = "e => getComputedStyle(e).fill"


def requests(page: Page) -> list[str]:
    entries = "performance.getEntriesByType('resource').map(e => e.name)"
    return [name for name in page.evaluate(entries) if LIBRARY in name]


def draw(page: Page) -> None:
    page.locator("figure.plot").first.scroll_into_view_if_needed()
    figure = page.locator("figure.plot").first
    expect(figure.locator(".main-svg").first).to_be_visible()
    expect(figure).to_have_attribute("data-state", "drawn")


@pytest.mark.browser
def test_figure_is_drawn_when_it_comes_near(open_page: Open) -> None:
    page = open_page("transformer/self-attention/", **PHONE)
    page.wait_for_load_state("networkidle")
    assert requests(page) == []
    assert page.locator(".main-svg").count() == 0
    draw(page)
    assert len(requests(page)) == 1


@pytest.mark.browser
def test_figure_follows_the_palette(open_page: Open) -> None:
    page = open_page(color_scheme="light")
    draw(page)
    axis = page.locator(".xtick text").first
    before = axis.evaluate(FILL)
    page.get_by_title("Switch to dark").click()
    expect(axis).not_to_have_css("fill", before)


@pytest.mark.browser
def test_figures_that_are_far_follow_it_when_they_come_near(
    open_page: Open,
) -> None:
    page = open_page("transformer/self-attention/", color_scheme="light")
    first, last = (
        page.locator(f"#fig-{name}") for name in ("map-plain", "token-order")
    )
    for figure in (first, last):
        figure.scroll_into_view_if_needed()
        expect(figure).to_have_attribute("data-state", "drawn")
    light = first.locator(".xtick text").first.evaluate(FILL)
    page.get_by_title("Switch to dark").click()
    expect(last.locator(".xtick text").first).not_to_have_css("fill", light)
    assert first.locator(".xtick text").first.evaluate(FILL) == light
    first.scroll_into_view_if_needed()
    expect(first.locator(".xtick text").first).not_to_have_css("fill", light)


@pytest.mark.browser
def test_figures_survive_instant_navigation(open_page: Open) -> None:
    page = open_page()
    draw(page)
    page.evaluate("window.stayed = true")
    page.get_by_role("link", name="Start with").click()
    expect(page.locator("h1")).to_contain_text("Self-attention")
    draw(page)
    # Its layers lie on each other, by rules that Plotly wrote on the page left.
    layers = page.locator("figure.plot").first.locator(".main-svg")
    assert layers.count() > 1
    assert len({str(layer.bounding_box()) for layer in layers.all()}) == 1
    go_back(page)
    expect(page.locator("h1")).to_contain_text("Learn the transformer")
    draw(page)
    assert page.evaluate("window.stayed")
    assert len(requests(page)) == 1


@pytest.mark.browser
def test_still_stays_when_the_library_cannot_be_had(open_page: Open) -> None:
    page = open_page(blocked=f"**/{LIBRARY}")
    figure = page.locator("figure.plot").first
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_attribute("data-state", "failed")
    expect(figure.locator("img")).to_be_visible()


@pytest.mark.browser
def test_arrow_keys_read_the_values(open_page: Open) -> None:
    page = open_page()
    draw(page)
    figure = page.locator("figure.plot").first
    figure.locator("[role=img]").focus()
    said = figure.get_by_role("status")
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("divided by √d, 4: 0.")
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("divided by √d, 16: 0.")
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("as it is, 16: 0.")
    expect(figure.locator(".hoverlayer")).to_contain_text("0.")


@pytest.mark.browser
def test_swipe_over_a_figure_scrolls_the_page(open_page: Open) -> None:
    page = open_page(**PHONE)
    draw(page)
    box = page.locator("figure.plot .nsewdrag").first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] - 20
    before = page.evaluate("scrollY")
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *points: dict[str, float]) -> None:
        event = {"type": kind, "touchPoints": list(points)}
        finger.send("Input.dispatchTouchEvent", event)

    touch("touchStart", {"x": x, "y": y})
    for up in range(20, 220, 20):
        touch("touchMove", {"x": x, "y": y - up})
    touch("touchEnd")
    page.wait_for_function(f"scrollY > {before + 100}")


@pytest.mark.browser
def test_slider_and_menu_work_by_keyboard(open_page: Open) -> None:
    page = open_page("workbench/")
    figure = page.locator("#fig-bench-controls")
    figure.scroll_into_view_if_needed()
    slider, menu = figure.get_by_role("slider"), figure.get_by_role("combobox")
    expect(slider).to_have_accessible_name("Factor")
    expect(menu).to_have_accessible_name("Look")
    assert (
        figure.locator(".slider-container, .updatemenu-container").count() == 0
    )
    target = figure.locator(".plot__drawing")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert target.evaluate("e => e.data[0].y") == [2, 4]
    expect(slider).to_have_attribute("aria-valuetext", "times 2")
    expect(figure.locator(".plot__controls span")).to_have_text("times 2")
    menu.select_option("markers")
    assert target.evaluate("e => e.data[0].mode") == "markers"


@pytest.mark.browser
def test_what_was_chosen_survives_the_palette(open_page: Open) -> None:
    page = open_page("workbench/", color_scheme="light")
    figure = page.locator("#fig-bench-controls")
    figure.scroll_into_view_if_needed()
    figure.get_by_role("slider").fill("2")
    page.get_by_title("Switch to dark").click()
    page.wait_for_function(
        "() => document.querySelector('#fig-bench-controls .plot__drawing')"
        ".layout.template.layout.font.color === '#dfe9e8'"
    )
    target = figure.locator(".plot__drawing")
    page.wait_for_timeout(100)
    assert target.evaluate("e => e.data[0].y") == [3, 6]
