"""Quizzes: by keyboard, marked, explained, remembered."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open


def quiz(page: Page, name: str) -> Locator:
    return page.locator(f"#quiz-bench-{name}")


def said(page: Page, name: str) -> Locator:
    return quiz(page, name).get_by_role("status")


@pytest.mark.browser
def test_quiz_is_answered_by_keyboard_alone(open_page: Open) -> None:
    page = open_page("workbench/")
    one = quiz(page, "one")
    group = one.locator("fieldset")
    expect(group).to_have_accessible_name(
        "Which of these is a matrix? Choose one."
    )
    one.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(said(page, "one")).to_have_text("")
    page.keyboard.press("Enter")
    expect(said(page, "one")).to_have_text("Right.")
    expect(one).to_contain_text("One axis: a vector.")
    expect(one).to_contain_text("No axis: a single number.")
    expect(one).to_contain_text("Count the axes.")


@pytest.mark.browser
def test_explanations_wait_for_an_answer(open_page: Open) -> None:
    page = open_page("workbench/")
    one = quiz(page, "one")
    expect(one.get_by_text("One axis: a vector.")).to_be_hidden()
    one.get_by_role("button", name="Check").click()
    expect(said(page, "one")).to_have_text("Choose an answer first.")
    expect(one.get_by_text("One axis: a vector.")).to_be_hidden()


@pytest.mark.browser
def test_every_right_option_must_be_chosen(open_page: Open) -> None:
    page = open_page("workbench/")
    many = quiz(page, "many")
    many.get_by_label("two").check()
    many.get_by_role("button").click()
    expect(said(page, "many")).to_have_text("Not right.")
    many.get_by_role("button", name="Try again").click()
    many.get_by_label("two").check()
    many.get_by_label("four").check()
    many.get_by_role("button").click()
    expect(said(page, "many")).to_have_text("Right.")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("1.414", "Right."),
        ("1,41", "Right."),
        ("7/5", "Not right."),
        ("707/500", "Right."),
        ("1.42", "Not right."),
        ("root", "That is not a number."),
        ("", "Type an answer first."),
    ],
)
def test_number_is_read_as_people_type_it(
    open_page: Open, typed: str, verdict: str
) -> None:
    page = open_page("workbench/")
    quiz(page, "number").get_by_role("textbox").fill(typed)
    page.keyboard.press("Enter")
    expect(said(page, "number")).to_have_text(verdict)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("typed", "verdict"),
    [(" The  Softmax ", "Right."), ("sigmoid", "Not right.")],
)
def test_word_is_read_whatever_its_case(
    open_page: Open, typed: str, verdict: str
) -> None:
    page = open_page("workbench/")
    quiz(page, "text").get_by_role("textbox").fill(typed)
    page.keyboard.press("Enter")
    expect(said(page, "text")).to_have_text(verdict)


@pytest.mark.browser
def test_answer_is_remembered(open_page: Open) -> None:
    page = open_page("workbench/")
    quiz(page, "one").get_by_role("radio").first.check()
    quiz(page, "one").get_by_role("button").click()
    quiz(page, "text").get_by_role("textbox").fill("softmax")
    page.keyboard.press("Enter")
    page.reload()
    expect(said(page, "one")).to_have_text("Not right.")
    expect(quiz(page, "one").get_by_role("radio").first).to_be_checked()
    expect(said(page, "text")).to_have_text("Right.")
    assert page.evaluate("JSON.parse(localStorage.unmasked).schema") == 1


@pytest.mark.browser
@pytest.mark.parametrize(
    "storage",
    [
        "Object.defineProperty(window, 'localStorage',"
        " {get() { throw new DOMException('blocked', 'SecurityError'); }})",
        "Storage.prototype.setItem = () =>"
        " { throw new DOMException('full', 'QuotaExceededError'); }",
        "localStorage.unmasked = 'not JSON'",
    ],
    ids=["blocked", "full", "broken"],
)
def test_storage_that_does_not_work_is_harmless(
    open_page: Open, storage: str
) -> None:
    page = open_page("workbench/")
    page.add_init_script(
        # Material reads the palette with its own hands, and not so carefully.
        "addEventListener('DOMContentLoaded', () => {" + storage + "});"
    )
    page.reload()
    quiz(page, "one").get_by_role("radio").nth(1).check()
    quiz(page, "one").get_by_role("button").click()
    expect(said(page, "one")).to_have_text("Right.")


@pytest.mark.browser
def test_newer_memory_is_left_alone(open_page: Open) -> None:
    page = open_page("workbench/")
    newer = '{"schema":99,"answers":{}}'
    page.evaluate("text => { localStorage.unmasked = text; }", newer)
    page.reload()
    quiz(page, "one").get_by_role("radio").first.check()
    quiz(page, "one").get_by_role("button").click()
    assert page.evaluate("localStorage.unmasked") == newer


@pytest.mark.browser
def test_recall_counts_by_section(open_page: Open) -> None:
    page = open_page("workbench/")
    expect(quiz(page, "one")).to_contain_text("Recall 0/2")
    quiz(page, "one").get_by_role("radio").nth(1).check()
    quiz(page, "one").get_by_role("button").click()
    expect(quiz(page, "many")).to_contain_text("Recall 1/2")
    expect(quiz(page, "number")).to_contain_text("Recall 0/2")


@pytest.mark.browser
def test_quiz_at_the_end_scores_and_retries_the_wrong(open_page: Open) -> None:
    page = open_page("workbench/")
    score = page.locator(".quiz-score")
    expect(score).to_contain_text("0 of 2 answered")
    for name in ("first", "second"):
        quiz(page, name).get_by_role("radio").first.check()
        quiz(page, name).get_by_role("button").click()
    expect(score).to_contain_text("Score: 1 of 2")
    score.get_by_role("button", name="Retry the wrong ones").click()
    expect(said(page, "first")).to_have_text("")
    expect(quiz(page, "first").get_by_role("radio").first).to_be_focused()
    expect(said(page, "second")).to_have_text("Right.")
    quiz(page, "first").get_by_role("radio").nth(1).check()
    quiz(page, "first").get_by_role("button").click()
    expect(score).to_contain_text("Score: 2 of 2")
    expect(score.get_by_role("button")).to_be_hidden()
