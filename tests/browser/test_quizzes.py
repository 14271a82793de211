"""Quizzes: by keyboard, marked, explained, remembered."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open, go_back


def quiz(page: Page, name: str) -> Locator:
    """A quiz, and a pointer on its page: quizzes wait for a reader."""
    page.mouse.move(1, 1)
    return page.locator(f"#quiz-bench-{name}")


def said(page: Page, name: str) -> Locator:
    return quiz(page, name).locator(".quiz__said")


def check(page: Page, name: str) -> None:
    quiz(page, name).get_by_role("button", name="Check").click()


def try_again(page: Page, name: str) -> None:
    quiz(page, name).get_by_role("button", name="Try again").click()
    expect(said(page, name)).to_have_text("")


def type_each(page: Page, name: str, verdicts: dict[str, str]) -> None:
    """Give one answer after another, and see what is said of each."""
    for typed, verdict in verdicts.items():
        quiz(page, name).get_by_role("textbox").fill(typed)
        page.keyboard.press("Enter")
        expect(said(page, name)).to_have_text(verdict)
        try_again(page, name)


def choose(page: Page, name: str, option: str) -> None:
    quiz(page, name).get_by_label(option, exact=True).check()
    check(page, name)


MATRIX, VECTOR = "torch.zeros(2, 2)", "torch.zeros(2)"


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
    for _ in range(3):
        if not one.get_by_label(MATRIX, exact=True).is_checked():
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
    check(page, "many")
    expect(said(page, "many")).to_have_text("Not right.")
    many.get_by_role("button", name="Try again").click()
    many.get_by_label("two").check()
    many.get_by_label("four").check()
    check(page, "many")
    expect(said(page, "many")).to_have_text("Right.")


@pytest.mark.browser
def test_number_is_read_as_people_type_it(open_page: Open) -> None:
    page = open_page("workbench/")
    field = quiz(page, "number").get_by_role("textbox")
    for typed, remark in {
        "root": "That is not a number.",
        "": "Type an answer first.",
    }.items():
        field.fill(typed)
        page.keyboard.press("Enter")
        expect(said(page, "number")).to_have_text(remark)
    verdicts = {
        "1.414": "Right.",
        "1,41": "Right.",
        "7/5": "Not right.",
        "707/500": "Right.",
        "1.42": "Not right.",
    }
    type_each(page, "number", verdicts)


@pytest.mark.browser
def test_word_is_read_whatever_its_case(open_page: Open) -> None:
    page = open_page("workbench/")
    verdicts = {" The  Softmax ": "Right.", "sigmoid": "Not right."}
    type_each(page, "text", verdicts)


@pytest.mark.browser
def test_output_is_read_whatever_its_spaces(open_page: Open) -> None:
    page = open_page("workbench/")
    for typed, verdict in {
        "[3,4]\nX": "Right.",
        " [ 3, 4 ]  X": "Right.",
        "[3, 4]\nx": "Not right.",
        "[34]\nX": "Not right.",
    }.items():
        quiz(page, "print").get_by_role("textbox").fill(typed)
        check(page, "print")
        expect(said(page, "print")).to_have_text(verdict)
        key = quiz(page, "print").locator(".quiz__key")
        expect(key).to_have_text("[3, 4]\nX")
        try_again(page, "print")


@pytest.mark.browser
def test_steps_are_ordered_by_keyboard(open_page: Open) -> None:
    page = open_page("workbench/")
    order = quiz(page, "order")
    steps = order.locator(".quiz__options > li")
    wanted = ["scores", "weights", "average"]
    texts = steps.locator(".quiz__text")
    assert [text.strip() for text in texts.all_text_contents()] != wanted
    check(page, "order")
    expect(said(page, "order")).to_have_text("Not right.")
    expect(order).to_contain_text("Queries meet keys")
    page.keyboard.press("Enter")  # again
    expect(order.get_by_role("button").first).to_be_focused()
    for step in reversed(wanted):
        up = order.get_by_role("button", name=f"Move up: {step}")
        up.focus()
        for _ in range(3):
            page.keyboard.press("Enter")
        expect(up).to_be_focused()
    expect(order.get_by_role("status").last).to_have_text("Step 1 of 3: scores")
    check(page, "order")
    expect(said(page, "order")).to_have_text("Right.")
    page.reload()
    expect(said(page, "order")).to_have_text("Right.")
    assert [text.strip() for text in texts.all_text_contents()] == wanted


@pytest.mark.browser
def test_sides_are_matched_by_letters(open_page: Open) -> None:
    page = open_page("workbench/")
    match = quiz(page, "match")
    listed = match.locator(".quiz__partners > li").all_text_contents()
    partners = [text.strip() for text in listed]
    assert len(partners) == 3
    future = "ABC"[partners.index("the future")]
    past = "ABC"[partners.index("the past")]
    (zeros,) = {*"ABC"} - {future, past}
    causal = match.get_by_label("causal")
    causal.select_option(future)
    check(page, "match")
    expect(said(page, "match")).to_have_text("Choose a letter for each first.")
    match.get_by_label("padding").select_option(past)
    check(page, "match")
    expect(said(page, "match")).to_have_text("Not right.")
    expect(match).to_contain_text("reading backwards")
    match.get_by_role("button", name="Try again").click()
    match.get_by_label("causal").select_option(future)
    match.get_by_label("padding").select_option(zeros)
    check(page, "match")
    expect(said(page, "match")).to_have_text("Right.")
    page.reload()
    expect(said(page, "match")).to_have_text("Right.")
    expect(causal).to_have_value(future)


@pytest.mark.browser
def test_not_to_know_is_an_answer(open_page: Open) -> None:
    page = open_page("workbench/")
    names = ["one", "many", "number", "order", "match"]
    for name in names:
        expect(said(page, name)).to_have_text("")
        unsure = quiz(page, name).get_by_role("button", name="I don't know")
        unsure.focus()
        page.keyboard.press("Enter")
        expect(said(page, name)).to_contain_text("Here is the answer")
        for answer in quiz(page, name).locator("details").all():
            expect(answer).to_be_visible()
        again = quiz(page, name).get_by_role("button", name="Try again")
        expect(again).to_be_focused()
    page.reload()
    for name in names:
        expect(said(page, name)).to_contain_text("Here is the answer")


@pytest.mark.browser
def test_options_are_shuffled_for_each_reader(open_page: Open) -> None:
    orders = set()
    page = open_page("workbench/")
    for seed in range(8):
        memory = (
            f'{{"schema":2,"seed":"{seed}","erased":0,"answers":{{}},"practices":{{}},'
            '"visits":{}}'
        )
        page.evaluate("text => { localStorage.unmasked = text; }", memory)
        page.reload()
        options = quiz(page, "one").locator(".quiz__text")
        expect(quiz(page, "one").get_by_role("radio").first).to_be_visible()
        order = options.all_text_contents()
        page.reload()
        expect(quiz(page, "one").get_by_role("radio").first).to_be_visible()
        assert options.all_text_contents() == order
        kept = page.evaluate("JSON.parse(localStorage.unmasked).seed")
        assert kept == str(seed)
        orders.add(tuple(order))
    assert len(orders) > 2


@pytest.mark.browser
def test_options_keep_their_order_before_the_first_answer(
    open_page: Open,
) -> None:
    page = open_page("workbench/")
    options = quiz(page, "one").locator(".quiz__text")
    expect(quiz(page, "one").get_by_role("radio").first).to_be_visible()
    order = options.all_text_contents()
    for _ in range(3):
        page.reload()
        expect(quiz(page, "one").get_by_role("radio").first).to_be_visible()
        assert options.all_text_contents() == order


@pytest.mark.browser
def test_answer_is_remembered(open_page: Open) -> None:
    page = open_page("workbench/")
    choose(page, "one", VECTOR)
    quiz(page, "text").get_by_role("textbox").fill("softmax")
    page.keyboard.press("Enter")
    expect(said(page, "text")).to_have_text("Right.")
    page.reload()
    expect(said(page, "one")).to_have_text("Not right.")
    expect(quiz(page, "one").get_by_label(VECTOR, exact=True)).to_be_checked()
    expect(said(page, "text")).to_have_text("Right.")
    assert page.evaluate("JSON.parse(localStorage.unmasked).schema") == 3


@pytest.mark.browser
@pytest.mark.parametrize(
    ("storage", "notice"),
    [
        (
            "Object.defineProperty(window, 'localStorage',"
            " {get() { throw new DOMException('no', 'SecurityError'); }})",
            "does not let the site remember",
        ),
        (
            "Storage.prototype.setItem = () =>"
            " { throw new DOMException('full', 'QuotaExceededError'); }",
            "is full",
        ),
        ("localStorage.unmasked = 'not JSON'", "was damaged"),
    ],
    ids=["blocked", "full", "broken"],
)
def test_storage_that_does_not_work_is_told_and_harmless(
    open_page: Open, storage: str, notice: str
) -> None:
    page = open_page("workbench/")
    page.add_init_script(
        # Material reads the palette with its own hands, and not so carefully.
        "addEventListener('DOMContentLoaded', () => {" + storage + "});"
    )
    page.reload()
    choose(page, "one", MATRIX)
    expect(said(page, "one")).to_have_text("Right.")
    expect(page.get_by_role("alert")).to_contain_text(notice)
    page.get_by_role("alert").get_by_role("button").click()
    expect(page.get_by_role("alert")).to_be_hidden()


@pytest.mark.browser
def test_damaged_memory_is_set_aside_and_its_sound_parts_kept(
    open_page: Open,
) -> None:
    page = open_page("workbench/")
    choose(page, "one", MATRIX)
    quiz(page, "text").get_by_role("textbox").fill("softmax")
    page.keyboard.press("Enter")
    expect(said(page, "text")).to_have_text("Right.")
    damaged = page.evaluate(
        """() => {
          const memory = JSON.parse(localStorage.unmasked);
          memory.answers["bench-one"].tries = ["x"];
          return (localStorage.unmasked = JSON.stringify(memory));
        }"""
    )
    page.reload()
    expect(said(page, "text")).to_have_text("Right.")
    expect(said(page, "one")).to_have_text("")
    expect(page.get_by_role("alert")).to_contain_text("was damaged")
    aside = page.evaluate(
        """() => Object.entries(localStorage)
          .filter(([key]) => key.startsWith("unmasked-set-aside-"))
          .map(([, value]) => value)"""
    )
    assert aside == [damaged]
    choose(page, "one", MATRIX)
    page.reload()
    expect(said(page, "one")).to_have_text("Right.")
    expect(page.get_by_role("alert")).to_be_hidden()


@pytest.mark.browser
def test_answers_of_the_first_schema_are_taken_over(open_page: Open) -> None:
    page = open_page("workbench/")
    page.evaluate(
        """() => { localStorage.unmasked = JSON.stringify({schema: 1, answers: {
          "bench-one": {given: [1], right: true, first: false, tries: 2,
                        at: 1763980000000, of: "abc"}}}); }"""
    )
    page.reload()
    expect(said(page, "one")).to_have_text("Right.")
    expect(page.get_by_role("alert")).to_be_hidden()
    choose(page, "first", "No.")
    answers = page.evaluate("JSON.parse(localStorage.unmasked).answers")
    assert [text[-1] for text in answers["bench-one"]["tries"]] == ["w", "r"]
    assert answers["bench-one"]["last"]["verdict"] == "right"
    assert "bench-first" in answers


@pytest.mark.browser
def test_newer_memory_is_left_alone(open_page: Open) -> None:
    page = open_page("workbench/")
    newer = '{"schema":99,"answers":{}}'
    page.evaluate("text => { localStorage.unmasked = text; }", newer)
    page.reload()
    choose(page, "one", VECTOR)
    expect(page.get_by_role("alert")).to_contain_text("A newer version")
    assert page.evaluate("localStorage.unmasked") == newer


@pytest.mark.browser
def test_tabs_agree(open_page: Open) -> None:
    page = open_page("workbench/")
    other = page.context.new_page()
    other.goto(page.url)
    expect(quiz(other, "one").get_by_role("radio").first).to_be_visible()
    choose(page, "one", MATRIX)
    expect(said(other, "one")).to_have_text("Right.")
    expect(quiz(other, "one")).to_contain_text("Recall 1/2")
    choose(other, "first", "Yes.")
    expect(said(page, "first")).to_have_text("Not right.")
    page.reload()
    expect(said(page, "one")).to_have_text("Right.")
    expect(said(page, "first")).to_have_text("Not right.")


@pytest.mark.browser
def test_rewritten_question_is_asked_again(open_page: Open) -> None:
    page = open_page("workbench/")
    choose(page, "one", MATRIX)
    page.evaluate(
        """() => { localStorage.unmasked =
          localStorage.unmasked.replace(/"of":"......"/, '"of":"before"'); }"""
    )
    page.reload()
    expect(quiz(page, "one").get_by_role("radio").first).to_be_enabled()
    expect(said(page, "one")).to_have_text("")


@pytest.mark.browser
def test_recall_counts_by_section(open_page: Open) -> None:
    page = open_page("workbench/")
    expect(quiz(page, "one")).to_contain_text("Recall 0/2")
    choose(page, "one", MATRIX)
    expect(quiz(page, "many")).to_contain_text("Recall 1/2")
    expect(quiz(page, "number")).to_contain_text("Recall 0/2")


@pytest.mark.browser
def test_quiz_at_the_end_scores_and_retries_the_wrong(open_page: Open) -> None:
    page = open_page("workbench/")
    page.mouse.move(1, 1)
    score = page.locator(".quiz-score")
    expect(score).to_contain_text("0 of 2 answered")
    # As a heading is in which the glossary explains a word.
    page.locator("#first-section").evaluate(
        """h => { h.firstChild.replaceWith("First ", Object.assign(
          document.createElement("abbr"), { textContent: "section" })) }"""
    )
    for name in ("first", "second"):
        choose(page, name, "Yes.")
    expect(score).to_contain_text("Score: 1 of 2")
    miss = "Question 1 of 2 (Axis): First section"
    expect(score.locator(".quiz-misses li")).to_have_text(miss)
    link = score.get_by_role("link", name="First section")
    here = page.url.partition("#")[0]
    expect(link).to_have_attribute("href", f"{here}#first-section")
    expect(score.get_by_role("link", name="Question 1 of 2")).to_be_visible()
    expect(score.get_by_role("link", name="Question 2 of 2")).to_have_count(0)
    score.get_by_role("button", name="Retry the wrong ones").click()
    expect(said(page, "first")).to_have_text("")
    expect(quiz(page, "first").get_by_role("radio").first).to_be_focused()
    expect(said(page, "second")).to_have_text("Right.")
    choose(page, "first", "No.")
    expect(score).to_contain_text("Score: 2 of 2")
    expect(score.get_by_role("button")).to_be_hidden()
    expect(score.get_by_role("link")).to_have_count(0)


@pytest.mark.browser
def test_quizzes_work_after_instant_navigation(open_page: Open) -> None:
    page = open_page("workbench/")
    page.evaluate("window.same = true")
    choose(page, "one", MATRIX)
    order = quiz(page, "many").locator(".quiz__text").all_text_contents()
    for _ in range(2):  # there and back, twice
        page.get_by_role("link", name="Notation").first.click()
        expect(page.locator("h1")).to_contain_text("Notation")
        go_back(page)
        expect(page.locator("h1")).to_contain_text("Workbench")
        expect(said(page, "one")).to_have_text("Right.")
    assert page.evaluate("window.same")
    # Once each, and in the same order as before.
    assert (
        quiz(page, "one").get_by_role("button", name="Try again").count() == 1
    )
    texts = quiz(page, "many").locator(".quiz__text")
    assert texts.all_text_contents() == order
    quiz(page, "text").get_by_role("textbox").fill("softmax")
    page.keyboard.press("Enter")
    expect(said(page, "text")).to_have_text("Right.")
    tries = page.evaluate(
        "JSON.parse(localStorage.unmasked).answers['bench-text'].tries.length"
    )
    assert tries == 1


@pytest.mark.browser
def test_quizzes_work_where_a_private_window_blocks_storage(
    open_private: Open,
) -> None:
    page = open_private("workbench/")
    choose(page, "one", VECTOR)
    expect(said(page, "one")).to_have_text("Not right.")
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("does not let the site remember")
    notice.get_by_role("button").click()
    quiz(page, "one").get_by_role("button", name="Try again").click()
    choose(page, "one", MATRIX)
    for name in ("first", "second"):
        choose(page, name, "Yes.")
    expect(page.locator(".quiz-score")).to_contain_text("Score: 1 of 2")
    # Until the tab is closed, pages remember.
    page.evaluate("scrollTo(0, 0)")
    page.get_by_role("link", name="Notation").first.click()
    expect(page.locator("h1")).to_contain_text("Notation")
    go_back(page)
    expect(said(page, "one")).to_have_text("Right.")
    expect(page.locator(".quiz-score")).to_contain_text("Score: 1 of 2")
    expect(notice).to_have_count(0)
    page.reload()
    expect(quiz(page, "one").get_by_role("radio").first).to_be_enabled()
    expect(said(page, "one")).to_have_text("")
