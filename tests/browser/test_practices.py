"""Practices: edited and run in the page, by Python in a worker."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from course import practices, pyodide
from course.page_parser import parse
from course.project import HERE
from tests.browser.conftest import Open, go_back

LONG = 60_000  # ms, for the first run on a busy machine
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
LESSONS = {
    HERE.name(path).removeprefix("docs/").removesuffix(".md"): path
    for path in HERE.pages
    if "{practice=" in path.read_text("utf-8")
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        pyodide.fetch(HERE, lambda _: None) != []
        or pyodide.runtime(HERE) is None,
        reason="Python for the browser could not be fetched",
    ),
]


def cell(page: Page, name: str = "bench-count") -> Locator:
    return page.locator(f"#practice-{name}")


def edit(page: Page, name: str = "bench-count") -> Locator:
    """Open a cell; its editor.

    The first move of the pointer lays the page out to its end, and a click
    meanwhile may begin on the button and end beside it.
    """
    page.mouse.move(1, 1)
    page.wait_for_function("!document.querySelector('.lazy')")
    cell(page, name).get_by_role("button", name="Edit and run").click()
    return cell(page, name).get_by_role("textbox")


def run(page: Page, code: str, name: str = "bench-count") -> None:
    """Run this in a cell, and wait for the end."""
    cell(page, name).get_by_role("textbox").fill(code)
    cell(page, name).get_by_role("button", name="Run").click()
    button = cell(page, name).get_by_role("button", name="Run")
    expect(button).to_be_visible(timeout=LONG)


def follow(page: Page, url: str) -> None:
    """Follow a link to a page, if it is another."""
    if page.url == url:
        return
    page.wait_for_timeout(500)  # just after a scroll the theme may lose it
    page.evaluate(
        "url => [...document.links].find(({href}) => href === url).click()", url
    )
    page.wait_for_url(url)


def output(page: Page, name: str = "bench-count") -> Locator:
    return cell(page, name).get_by_role("log")


def said(page: Page, name: str = "bench-count") -> Locator:
    return cell(page, name).locator(".cell__said")


def loaded(page: Page) -> list[str]:
    entries = "performance.getEntriesByType('resource').map(e => e.name)"
    return [name for name in page.evaluate(entries) if "/python/" in name]


def test_a_cell_is_run_marked_and_remembered(open_page: Open) -> None:
    page = open_page("workbench/")
    expect(cell(page)).to_contain_text("Not yet: count again.")
    assert loaded(page) == []
    edit(page)
    expect(said(page)).to_have_text(
        "The first run loads Python and NumPy, 9 MB, once."
    )
    run(page, "answer = 3\ncheck(answer)")
    expect(output(page)).to_have_text("Not yet: count again.")
    expect(said(page)).to_contain_text("Ran in")
    run(page, "answer = grid.sum()\ncheck(answer)")
    expect(output(page)).to_have_text("Right: two.")
    expect(said(page)).to_have_text("✓ Solved.")
    # The session is one: the next cell has the reader's own answer.
    edit(page, "bench-draw")
    run(page, "print('mean', grid.mean(), answer)", "bench-draw")
    expect(output(page, "bench-draw")).to_have_text("mean 0.5 2.0")
    page.reload()
    expect(said(page)).to_have_text("✓ Solved before.")
    expect(edit(page)).to_have_value("answer = grid.sum()\ncheck(answer)")


def test_errors_name_the_readers_lines_and_reset_brings_the_start_back(
    open_page: Open,
) -> None:
    page = open_page("workbench/")
    editor = edit(page)
    start = editor.input_value()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("a = 1\n\nprint(a)\nprint(a / 0)")
    page.keyboard.press("Control+Enter")
    expect(output(page)).to_contain_text("1\nTraceback", timeout=LONG)
    expect(output(page)).to_contain_text('File "your code", line 4')
    expect(output(page)).to_contain_text("ZeroDivisionError: division by zero")
    expect(said(page)).to_have_text("Stopped by an error.")
    cell(page).get_by_role("button", name="Reset").click()
    expect(editor).to_have_value(start)
    page.keyboard.press("Control+z")
    expect(editor).to_have_value("a = 1\n\nprint(a)\nprint(a / 0)")


def test_output_streams_and_an_endless_loop_is_stopped(
    open_page: Open,
) -> None:
    page = open_page("workbench/")
    editor = edit(page)
    editor.fill("x = 1\nprint('so far', flush=True)\nwhile True:\n    pass")
    cell(page).get_by_role("button", name="Run").click()
    expect(output(page)).to_have_text("so far", timeout=LONG)
    cell(page).get_by_role("button", name="Stop").click()
    expect(said(page)).to_contain_text("What the cells had defined is gone")
    run(page, "print('x' in globals(), grid.shape)")
    expect(output(page)).to_have_text("False (2, 2)")


def test_a_figure_is_drawn_by_the_sites_own_library_on_a_phone_too(
    open_page: Open,
) -> None:
    page = open_page("workbench/", color_scheme="dark", **PHONE)
    edit(page)
    run(
        page,
        f"print('wide ' * 30)  # {'and wide ' * 20}\n"
        "import plotly.graph_objects as go\n"
        "fig = go.Figure(go.Heatmap(z=grid))\n"
        "fig.update_layout(height=200, xaxis_title='column')\nfig.show()",
    )
    drawing = cell(page).locator("figure .main-svg").first
    expect(drawing).to_be_visible(timeout=LONG)
    expect(cell(page).locator(".xtitle")).to_have_text("column")
    too_wide = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(too_wide) == 0
    found = Axe().run(page, context="#practice-bench-count")
    assert found.violations_count == 0, found.generate_report()


def test_a_click_puts_the_caret_where_it_points(open_page: Open) -> None:
    page = open_page("workbench/")
    editor = edit(page)
    expect(editor).to_be_focused()
    page.get_by_role("heading", level=1).click()
    expect(editor).not_to_be_focused()
    editor.click(position={"x": 60, "y": 20})
    expect(editor).to_be_focused()
    first_line = editor.input_value().index("\n")
    assert 0 < editor.evaluate("e => e.selectionStart") <= first_line


def test_a_cell_is_worked_by_keyboard_alone(open_page: Open) -> None:
    page = open_page("workbench/")
    page.keyboard.press("Tab")  # the first sign of a reader
    cell(page).get_by_role("button", name="Edit and run").focus()
    page.keyboard.press("Enter")
    editor = cell(page).get_by_role("textbox")
    expect(editor).to_be_focused()
    expect(editor).to_have_accessible_name("Code: Practice: count")
    expect(editor).to_have_accessible_description(
        "Ctrl+Enter runs. Tab indents; Esc and then Tab leaves the editor."
    )
    page.keyboard.press("Control+a")
    page.keyboard.type("for i in range(2):\nprint(i)")
    expect(editor).to_have_value("for i in range(2):\n    print(i)")
    page.keyboard.press("Shift+Tab")
    expect(editor).to_have_value("for i in range(2):\nprint(i)")
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    expect(editor).to_have_value("for i in range(2):\n    print(i)")
    page.keyboard.press("Control+Enter")
    expect(output(page)).to_have_text("0\n1", timeout=LONG)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(cell(page).get_by_role("button", name="Run")).to_be_focused()


def test_hints_come_in_steps_and_the_solution_after_a_try(
    open_page: Open,
) -> None:
    page = open_page("workbench/")
    first, second = page.locator("#practice-bench-count ~ .tip").all()[:2]
    expect(second).to_be_hidden()
    first.locator("summary").click()
    expect(second).to_be_visible()
    solution = page.locator("#practice-bench-count ~ .success").first
    solution.locator("summary").click()
    expect(solution).not_to_have_attribute("open", "")
    page.get_by_text("Run the cell once before you look.").wait_for()
    edit(page)
    run(page, "check(1)")
    solution.locator("summary").click()
    expect(solution).to_have_attribute("open", "")
    other = page.locator("#practice-bench-draw ~ .success").first
    other.locator("summary").click()
    advice = page.locator("#practice-bench-draw ~ .cell__advice")
    advice.get_by_role("button", name="Show anyway").click()
    expect(other).to_have_attribute("open", "")


def test_leaving_the_page_ends_what_runs(open_page: Open) -> None:
    page = open_page("workbench/")
    page.evaluate("window.stayed = true")
    edit(page).fill("print('on', flush=True)\nwhile True: pass")
    cell(page).get_by_role("button", name="Run").click()
    expect(output(page)).to_have_text("on", timeout=LONG)
    page.get_by_role("link", name="Notation").first.click()
    expect(page.locator("h1")).to_contain_text("Notation")
    go_back(page)
    edit(page)
    run(page, "print(grid.sum())")
    expect(output(page)).to_have_text("2.0")
    assert page.evaluate("window.stayed")


@pytest.mark.parametrize("gone", ["**/lock-*.json", "**/pyodide.asm.wasm"])
def test_a_host_without_python_says_so(open_page: Open, gone: str) -> None:
    page = open_page("workbench/", blocked=gone)
    edit(page)
    run(page, "print(1)")
    expect(said(page)).to_contain_text("Run it on your machine", timeout=LONG)
    solution = page.locator("#practice-bench-count ~ .success").first
    solution.locator("summary").click()
    expect(solution).to_have_attribute("open", "")


def test_a_falsified_wheel_is_refused(open_page: Open) -> None:
    page = open_page("workbench/", blocked="**/nothing")

    def falsify(route) -> None:
        body = bytearray(route.fetch().body())
        body[len(body) // 2] ^= 1
        route.fulfill(body=bytes(body))

    page.context.route("**/unmasked-*.whl", falsify)
    edit(page)
    run(page, "print(1)")
    expect(said(page)).to_contain_text("Python could not be loaded")


def test_without_scripts_the_block_stands_as_it_is(open_page: Open) -> None:
    page = open_page("workbench/", java_script_enabled=False)
    expect(cell(page)).to_contain_text("answer = ...")
    assert cell(page).get_by_role("button").count() == 0
    solution = page.locator("#practice-bench-count ~ .success").first
    solution.locator("summary").click()
    expect(solution).to_contain_text("grid.sum()")


@pytest.mark.parametrize("module", sorted({n.split("/")[0] for n in LESSONS}))
def test_every_solution_is_right_in_the_page(
    open_page: Open, address: str, module: str
) -> None:
    # One Python serves all lessons, as for a reader who follows the links.
    lessons = [name for name in LESSONS if name.startswith(f"{module}/")]
    page = open_page(f"{lessons[0]}/")
    page.evaluate("window.stayed = true")
    for lesson in lessons:
        found = practices.on(parse(LESSONS[lesson].read_text("utf-8"), lesson))
        follow(page, f"{address}{lesson}/")
        for practice in found:
            name, code = practice.name, practice.solution.body.rstrip()
            edit(page, name)
            run(page, code, name)
            expect(said(page, name)).to_have_text("✓ Solved.", timeout=LONG)
        stored = json.loads(page.evaluate("localStorage.unmasked"))
        assert {p.name for p in found} <= set(stored["practices"])
    assert page.evaluate("window.stayed")
