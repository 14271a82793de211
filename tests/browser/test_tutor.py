"""The tutor: asked by keyboard, answers from the lesson, keeps it private."""

import json
import re
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

LESSON = "transformer/self-attention/"
WEIGHTS = "**/minilm-*.safetensors"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
# Of the lines on the screen, those that the button covers a part of; at the end
# of the page, those that it covers at all, as nothing can bring them up.
COVERED = """async (end) => {
  const frame = () => new Promise(requestAnimationFrame);
  const bar = document.querySelector(".md-sidebar--secondary > div");
  bar.scrollTo(0, bar.scrollHeight);
  scrollTo(0, document.body.scrollHeight * (end ? 1 : 0.5));
  for (let i = 0; i < 3; i += 1) await frame();
  const box = document.querySelector(".tutor > button");
  const { left, right, top, bottom } = box.getBoundingClientRect();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const covered = [];
  while (texts.nextNode()) {
    const { currentNode: text } = texts;
    const seen = text.parentElement.checkVisibility({
      contentVisibilityAuto: true, opacityProperty: true,
      visibilityProperty: true,
    });
    if (!text.data.trim() || !seen || box.contains(text)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const line of range.getClientRects()) {
      if (line.bottom <= top || line.top >= bottom) continue;
      if (line.right <= left || line.left >= right) continue;
      const from = Math.max(line.left, 0);
      const to = Math.min(line.right, innerWidth);
      if (end || from < left || to > right) covered.push(text.data);
    }
  }
  return covered;
}"""
FOCUSED = """() => {
  const box = document.querySelector(".tutor > button");
  const { top } = box.getBoundingClientRect();
  const links = [...document.querySelectorAll("article a, footer a")];
  const open = links.filter((link) => link.checkVisibility());
  const low = open.filter((link) => {
    link.focus();
    return link.getBoundingClientRect().bottom > top;
  });
  return [open.length, low.map((link) => link.outerHTML)];
}"""
SAVES = "Object.defineProperty(navigator, 'connection', {value: {saveData: 1}})"


def ask(page: Page, question: str, how: str = "meaning") -> None:
    if not page.locator("#tutor-question").is_visible():
        page.get_by_role("button", name="Ask about this lesson").click()
    page.locator("#tutor-question").fill(question)
    page.keyboard.press("Enter")
    if how:
        expect(page.locator(".tutor__status")).to_contain_text(how)


@pytest.mark.browser
def test_tutor_answers_the_keyboard_alone(open_page: Open) -> None:
    page = open_page(LESSON)
    button = page.get_by_role("button", name="Ask about this lesson")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#tutor-question")).to_be_focused()
    page.keyboard.type("can I use cosine similarity instead?")
    page.keyboard.press("Enter")
    expect(page.locator(".tutor__status")).to_contain_text("its meaning")
    assert page.locator(".tutor__panel li").count() == 3
    page.keyboard.press("Tab")  # the button Ask
    page.keyboard.press("Tab")
    first = page.locator(".tutor__panel li a").first
    expect(first).to_be_focused()
    expect(first).to_have_text(
        "Why not cosine similarity, which needs no scaling?"
    )
    page.keyboard.press("Enter")
    place = page.locator("details.question.tutor-mark")
    expect(place).to_be_focused()
    expect(place).to_be_in_viewport()
    expect(place.locator("p").first).to_be_visible()
    first.focus()
    page.keyboard.press("Escape")
    expect(first).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.browser
def test_words_answer_before_the_model_is_there(open_page: Open) -> None:
    page = open_page(LESSON, blocked=WEIGHTS)
    ask(page, "what does the bias of a key change?", how="its words")
    first = page.locator(".tutor__panel li").first
    expect(first).to_contain_text("Keys get a bias: k = xW + b.")
    expect(first).to_contain_text("Nothing. It adds")
    expect(page.locator(".tutor__about")).to_contain_text("by words alone")


@pytest.mark.browser
def test_nothing_that_is_typed_leaves_the_page(open_page: Open) -> None:
    page = open_page(LESSON)
    ask(page, "what is a key?")
    # The rest of the page may want fonts of its own as it is laid out.
    page.wait_for_function("!document.documentElement.matches('.lazy')")
    page.evaluate("document.fonts.ready.then(() => undefined)")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    ask(page, "zanzibar key matrix")
    expect(page.locator("#tutor-question")).to_have_value("zanzibar key matrix")
    page.wait_for_load_state("networkidle")
    assert sent == []


@pytest.mark.browser
def test_who_saves_data_is_asked_first(open_page: Open) -> None:
    page = open_page()
    page.context.add_init_script(SAVES)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto(f"{page.url}{LESSON}")
    ask(page, "what is a key?", how="its words")
    load = page.get_by_role("button", name=re.compile(r"Load it \(\d\.\d MB\)"))
    expect(load).to_be_visible()
    assert not any("minilm" in url for url in sent)
    load.click()
    ask(page, "what is a key?", how="its meaning")


@pytest.mark.browser
def test_what_the_lesson_lacks_goes_to_the_whole_site(open_page: Open) -> None:
    page = open_page(LESSON)
    ask(page, "perplexity of the loss", how="")
    expect(page.locator(".tutor__panel li")).to_have_count(3)
    ask(page, "how do I bake sourdough bread", how="")
    status = page.locator(".tutor__status")
    expect(status).to_contain_text("does not seem to answer that")
    ask(page, "cross entropy", how="")
    page.get_by_role("button", name="Search the whole site").click()
    result = page.locator(".md-search-result__item a").first
    expect(result).to_be_visible()
    expect(page.get_by_role("textbox", name="Search")).to_have_value(
        "cross entropy"
    )


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_panel_is_accessible_and_fits_a_phone(
    open_page: Open, scheme: str
) -> None:
    page = open_page(LESSON, color_scheme=scheme, **PHONE)
    ask(page, "why is there a square root?")
    in_panel = Axe().run(page, context=".tutor")
    assert in_panel.violations_count == 0, in_panel.generate_report()
    box = page.locator(".tutor__panel").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.locator(".tutor__panel li a").first.click()
    expect(page.locator(".tutor__panel")).to_be_hidden()
    place = page.locator(".tutor-mark")
    expect(place).to_be_in_viewport()
    marked = Axe().run(page, options={"runOnly": ["color-contrast"]})
    assert marked.violations_count == 0, marked.generate_report()


@pytest.mark.browser
def test_tutor_comes_and_goes_with_instant_navigation(
    open_page: Open, address: str
) -> None:
    page = open_page("reference/notation/")
    assert page.locator(".tutor").count() == 0
    link = page.get_by_role("link", name="Self-attention", exact=True).first
    link.click()
    page.wait_for_url(f"{address}{LESSON}")
    ask(page, "what is a value?")
    expect(page.locator(".tutor")).to_have_count(1)
    page.get_by_role("link", name="Notation", exact=True).first.click()
    page.wait_for_url(f"{address}reference/notation/")
    expect(page.locator(".tutor")).to_have_count(0)


@pytest.mark.browser
def test_there_is_no_tutor_without_scripts(open_page: Open) -> None:
    page = open_page(LESSON, java_script_enabled=False)
    expect(page.locator("h1")).to_be_visible()
    assert page.locator(".tutor").count() == 0


@pytest.mark.browser
def test_every_place_is_found_on_its_page(
    open_page: Open, address: str
) -> None:
    with urlopen(f"{address}{LESSON}tutor.json") as answer:
        places = json.load(answer)["places"]
    page = open_page(LESSON)
    page.wait_for_function("document.querySelector('.tutor')")
    lost = page.evaluate(
        """async ([places, script]) => {
          const { find } = await import(script);
          const article = document.querySelector("article");
          return places.filter((place) =>
            find(place, article)?.matches("h1, h2, h3") ?? true);
        }""",
        [places, f"{address}assets/js/tutor/quotes.js"],
    )
    assert len(places) > 100
    assert lost == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 768, 960])
def test_the_button_hides_no_text(open_page: Open, width: int) -> None:
    size = {"width": width, "height": 700}
    page = open_page(LESSON, viewport=size)
    page.mouse.move(1, 1)
    page.wait_for_function("!document.querySelector('.lazy')")
    expect(page.locator(".tutor > button")).to_be_visible()
    assert page.evaluate(COVERED, True) == []
    assert page.evaluate(COVERED, False) == []


@pytest.mark.browser
def test_what_the_keyboard_comes_to_is_not_behind_the_bar(
    open_page: Open,
) -> None:
    page = open_page(LESSON, **PHONE)
    page.mouse.move(1, 1)
    page.wait_for_function("!document.querySelector('.lazy')")
    number, behind = page.evaluate(FOCUSED)
    assert number > 20
    assert behind == []
