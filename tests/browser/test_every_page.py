"""Every page, as a phone shows it, in light and in dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from course.project import HERE
from tests.browser.conftest import Open

PAGES = sorted(
    {
        path.relative_to(HERE.docs).with_suffix("").as_posix() + "/"
        for path in [*HERE.pages, *HERE.docs.glob("labs/*.py")]
    }
)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
READ = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 400) {
    scrollTo(0, y);
    await new Promise(requestAnimationFrame);
  }
}"""


def address(page: str) -> str:
    return page.removesuffix("index/")


@pytest.mark.browser
@pytest.mark.parametrize("path", [*PAGES, "workbench/", "404.html"])
def test_page_is_accessible_and_fits_a_phone(
    open_page: Open, path: str
) -> None:
    page = open_page(address(path), color_scheme="light", **PHONE)
    page.evaluate(READ)
    in_light = Axe().run(page)
    assert in_light.violations_count == 0, in_light.generate_report()

    too_wide = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(too_wide) == 0

    page.emulate_media(color_scheme="dark")
    page.wait_for_function("getComputedStyle(document.body).color")
    contrast = {"runOnly": ["color-contrast"]}
    in_dark = Axe().run(page, options=contrast)
    assert in_dark.violations_count == 0, in_dark.generate_report()


@pytest.mark.browser
def test_site_works_below_a_path(open_page: Open, address: str) -> None:
    page = open_page("workbench/")
    page.get_by_role("link", name="Notation").first.click()
    page.wait_for_url(f"{address}reference/notation/")
    # The address changes before the page does.
    expect(page.locator("h1")).to_contain_text("Notation")


@pytest.mark.browser
def test_dark_follows_the_system_and_then_the_switch(open_page: Open) -> None:
    page = open_page(color_scheme="dark")
    body = page.locator("body")
    assert body.get_attribute("data-md-color-scheme") == "slate"
    page.get_by_title("Switch to light").click()
    assert body.get_attribute("data-md-color-scheme") == "default"
