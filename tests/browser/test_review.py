"""What is due comes back, is asked again, and is scheduled anew."""

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, go_back
from tests.browser.memories import LESSON, remember

pytestmark = pytest.mark.browser
NOON = datetime(2026, 11, 25, 12)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def begin(
    page: Page, address: str, *names: str, verdict: str = "wrong"
) -> None:
    """Open the review when these questions are due, and begin."""
    given = {f"bench-{name}": verdict for name in names}
    remember(page, address, given, days=3)
    page.goto(f"{address}review/")
    page.get_by_role("button", name="Begin").press("Enter")


def tries(page: Page) -> list[str]:
    """What is written down of each try of the first question."""
    kept = page.evaluate(
        "JSON.parse(localStorage.unmasked).answers['bench-one'].tries"
    )
    return [text[8:] for text in kept]


def test_due_questions_are_answered_by_keyboard_alone(
    open_page: Open, address: str
) -> None:
    page = open_page("404.html", **PHONE)
    page.clock.set_fixed_time(NOON)
    begin(page, address, "one", "first")
    due = page.locator(".due")
    expect(due).to_have_text("2 due")
    head = page.locator(".review__head")
    expect(head).to_have_text("1 of 2 · Workbench: First section")
    expect(head).to_be_focused()
    review = page.locator(".review")
    review.get_by_label("torch.zeros(2, 2)").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(review.locator(".quiz__said")).to_have_text("Right.")
    expect(due).to_have_text("1 due")
    following = review.get_by_role("button", name="Next question")
    expect(following).to_be_focused()
    before = review.locator(".review__when").text_content()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    hard = review.get_by_role("button", name="hard")
    expect(hard).to_have_attribute("aria-pressed", "true")
    expect(hard).to_be_focused()
    expect(review.locator(".review__when")).not_to_have_text(str(before))

    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(head).to_have_text("2 of 2 · Workbench: First section")
    assert tries(page) == ["w", "r", "rh"]
    expect(head).to_be_focused()
    review.get_by_role("button", name="I don't know").focus()
    page.keyboard.press("Enter")
    expect(review.locator(".review__when")).to_have_text(
        "It comes back tomorrow."
    )
    expect(review.get_by_role("button", name="hard")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(head).to_have_text("Done for today.")
    expect(review).to_contain_text("1 of 2 right.")
    expect(review).to_contain_text("Next: 1 tomorrow")
    expect(due).to_be_hidden()
    review.get_by_role("link", name="Workbench: First section").click()
    page.wait_for_url(f"{address}workbench/#first-section")


@pytest.mark.parametrize("way", ["next", "reload", "link"])
def test_how_hard_it_was_can_be_changed_until_one_goes_on(
    open_page: Open, address: str, way: str
) -> None:
    page = open_page("404.html")
    page.clock.set_fixed_time(NOON)
    begin(page, address, "one", "first")
    review = page.locator(".review")
    review.get_by_label("torch.zeros(2, 2)").check()
    review.get_by_role("button", name="Check").click()
    group = review.get_by_role("group", name="How it was to find")
    hard = group.get_by_role("button", name="hard")
    easy = group.get_by_role("button", name="easy")
    when = review.get_by_role("status").last
    said = [str(when.text_content())]
    for button, chosen in [
        (easy, [easy]),
        (hard, [hard]),
        (hard, []),
        (easy, [easy]),
    ]:
        button.press("Space")
        expect(button).to_be_focused()
        for each in (hard, easy):
            pressed = "true" if each in chosen else "false"
            expect(each).to_have_attribute("aria-pressed", pressed)
        said.append(str(when.text_content()))
    good, easily, hardly, again, last = said
    assert len({good, easily, hardly}) == 3
    assert (again, last) == (good, easily)
    assert tries(page) == ["w", "r"]  # nothing that would have to be undone
    if way == "next":
        review.get_by_role("button", name="Next question").click()
        expect(review.locator(".review__head")).to_contain_text("2 of 2")
    elif way == "reload":
        page.reload()
    else:
        page.get_by_role("link", name="Notation").first.click()
        expect(page.locator("h1")).to_contain_text("Notation")
    assert tries(page) == ["w", "r", "re"]


def test_a_question_comes_with_its_formulas_code_and_figure(
    open_page: Open, address: str
) -> None:
    page = open_page("404.html")
    begin(page, address, "printed")
    quiz = page.locator(".review .quiz")
    expect(quiz.locator("pre")).to_contain_text("print((rows, 3))")
    quiz.get_by_role("button", name="I don't know").click()
    expect(quiz.locator(".plot__drawing .main-svg").first).to_be_visible()
    begin(page, address, "number")
    quiz.get_by_role("textbox").fill("1.41")
    page.keyboard.press("Enter")
    expect(quiz.locator(".quiz__said")).to_have_text("Right.")
    root = quiz.locator(".katex svg path").first
    assert len(str(root.get_attribute("d"))) > 200
    family = quiz.locator(".katex").first.evaluate(
        "e => getComputedStyle(e).fontFamily"
    )
    assert "KaTeX" in family


@pytest.mark.parametrize("name", ["many", "text", "print", "order", "match"])
def test_every_kind_of_question_comes_back(
    open_page: Open, address: str, name: str
) -> None:
    page = open_page("404.html")
    begin(page, address, name, verdict="unsure")
    quiz = page.locator(f".review #quiz-bench-{name}")
    quiz.get_by_role("button", name="I don't know").click()
    expect(quiz.locator(".quiz__said")).to_contain_text("Here is the answer")
    page.get_by_role("button", name="Next question").click()
    expect(page.locator(".review")).to_contain_text("0 of 1 right.")


def test_review_by_instant_navigation(open_page: Open, address: str) -> None:
    page = open_page("404.html")
    remember(page, address, {LESSON: "wrong"}, days=3)
    page.goto(address + LESSON)
    page.get_by_role("link", name="27 due").click()
    head = page.locator(".review__head")
    expect(head).to_contain_text("1 of 20 · 1.2 Self-attention")
    expect(page.locator(".review .quiz input").first).to_be_visible()
    go_back(page)
    expect(page.locator(".lesson-head__share")).to_have_text("0% done")


def test_another_tab_has_answered_meanwhile(
    open_page: Open, address: str
) -> None:
    page = open_page("404.html")
    begin(page, address, "one", "many")
    expect(page.locator(".review__head")).to_contain_text("1 of 2")
    other = page.context.new_page()
    other.goto(f"{address}workbench/")
    other.mouse.move(1, 1)
    many = other.locator("#quiz-bench-many")
    many.get_by_role("button", name="Try again").click()
    many.get_by_role("button", name="I don't know").click()
    expect(page.locator(".due")).to_have_text("1 due")
    page.get_by_role("button", name="I don't know").click()
    page.get_by_role("button", name="Next question").click()
    expect(page.locator(".review__head")).to_have_text("Done for today.")


def test_a_question_that_cannot_be_had_stays_due(
    open_page: Open, address: str
) -> None:
    page = open_page("404.html", blocked="**/workbench/")
    begin(page, address, "one")
    expect(page.locator(".review")).to_contain_text("1 could not be asked")
    expect(page.locator(".due")).to_have_text("1 due")


@pytest.mark.parametrize("kept", ["not JSON", "null", '{"of":1,"at":"x"}'])
def test_damaged_times_are_computed_again(
    open_page: Open, address: str, kept: str
) -> None:
    page = open_page("404.html")
    page.evaluate("kept => { localStorage['unmasked-due'] = kept; }", kept)
    begin(page, address, "one", "many")
    expect(page.locator(".due")).to_have_text("2 due")


def test_nothing_is_due_yet(open_page: Open, address: str) -> None:
    page = open_page("review/")
    expect(page.locator(".review")).to_contain_text("Nothing to review yet")
    page.clock.set_fixed_time(NOON)
    remember(page, address, {"bench-one": "wrong"})
    page.reload()
    expect(page.locator(".review")).to_contain_text("Nothing is due")
    expect(page.locator(".review")).to_contain_text("Next: 1 tomorrow")
