"""Every page, as a phone shows it, in light and in dark."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from course import check_site
from course.project import HERE
from tests.browser.conftest import Open

PAGES = sorted(
    {
        path.relative_to(HERE.docs).with_suffix("").as_posix() + "/"
        for path in [*HERE.pages, *HERE.docs.glob("labs/*.py")]
    }
)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
# By the time this is done every figure has been near, and is drawn.
DRAW = """async () => {
  for (const figure of document.querySelectorAll("figure.plot")) {
    if (!figure.checkVisibility()) continue;
    figure.scrollIntoView();
    while (!figure.dataset.state) await new Promise(requestAnimationFrame);
    if (figure.dataset.state !== "drawn") throw new Error(figure.outerHTML);
  }
}"""
# Words of a figure that leave its drawing, or lie on others.
LOST = """() => {
  const lost = [];
  for (const drawing of document.querySelectorAll(".plot__drawing")) {
    const frame = drawing.getBoundingClientRect();
    const texts = [...drawing.querySelectorAll("svg text")].filter(
      (text) => text.textContent.trim() && text.checkVisibility());
    const boxes = texts.map((text) => text.getBoundingClientRect());
    const turned = texts.map((text) => Math.abs(text.getScreenCTM().b) > 0.01);
    boxes.forEach((one, i) => {
      const left = Math.min(one.left - frame.left, frame.right - one.right);
      const up = Math.min(one.top - frame.top, frame.bottom - one.bottom);
      if (left < -1.5 || up < -1.5) lost.push(`${texts[i].textContent} is cut`);
      boxes.slice(0, i).forEach((two, j) => {
        if (turned[i] || turned[j]) return; // the box says little
        const wide = Math.min(one.right, two.right)
          - Math.max(one.left, two.left);
        const high = Math.min(one.bottom, two.bottom)
          - Math.max(one.top, two.top);
        if (wide > 1 && high > 3)
          lost.push(`${texts[i].textContent} on ${texts[j].textContent}`);
      });
    });
  }
  return lost;
}"""
WAITING = ":is(.quiz, .cell):not([data-ready])"
DARK = "document.body.dataset.mdColorScheme === 'slate'"
FRAMES = """async () => {
  for (let i = 0; i < 3; i += 1) await new Promise(requestAnimationFrame);
}"""
# The dark has other colors and the same boxes. Of texts that have the same
# color, size and weight on the same grounds it is enough to look at one.
CHOOSE = """() => {
  const known = new Map();
  const ground = (element) => {
    if (!element) return "";
    if (!known.has(element)) {
      const look = getComputedStyle(element);
      const { backgroundColor, backgroundImage, opacity, position } = look;
      const own = [backgroundColor, backgroundImage, opacity, position];
      const plain = own.join() === "rgba(0, 0, 0, 0),none,1,static";
      const below = ground(element.parentElement);
      known.set(element, plain ? below : `${below} ${own}`);
    }
    return known.get(element);
  };
  const seen = new Set();
  for (const element of document.body.querySelectorAll("*")) {
    const isText = ({ nodeType, data }) => nodeType === 3 && data.trim();
    if (![...element.childNodes].some(isText)) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const key = [color, fontSize, fontWeight, ground(element)].join();
    if (!seen.has(key)) element.dataset.chosen = "";
    seen.add(key);
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
    page.evaluate(DRAW)
    page.mouse.move(1, 1)  # the first sign of a reader, if nothing scrolled
    page.wait_for_function(f"!document.querySelector('{WAITING}')")
    # All of it is laid out, at once; site.css leaves that until it comes near.
    page.evaluate("document.documentElement.classList.remove('lazy')")
    page.evaluate(FRAMES)
    page.wait_for_function("document.fonts.status === 'loaded'")
    page.evaluate(FRAMES)
    assert page.evaluate(LOST) == []
    in_light = Axe().run(page)
    assert in_light.violations_count == 0, in_light.generate_report()

    too_wide = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(too_wide) == 0

    page.emulate_media(color_scheme="dark")
    if path != "404.html":  # the theme asks the system only once
        # A pointer there would bring up a hint that fades in.
        page.get_by_title("Switch to dark").dispatch_event("click")
        page.wait_for_function(DARK)
    page.evaluate(CHOOSE)
    in_dark = Axe().run(
        page,
        context={"include": [["[data-chosen]"]]},
        options={"runOnly": ["color-contrast"], "resultTypes": ["violations"]},
    )
    assert in_dark.violations_count == 0, in_dark.generate_report()


@pytest.mark.browser
def test_the_site_passes_its_own_check(built: Path) -> None:
    # `make site` weighs the pages; here the workbench adds to their styles.
    found = check_site.problems(built)
    assert [one for one in found if "bytes (gzip)" not in one] == []


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
