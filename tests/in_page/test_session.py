"""The session that the cells of a page share."""

import pytest

from in_page.session import LONGEST_PRINT, Session

UNITS = [
    {"code": "from math import pi\nx = 1\nprint('silent')"},
    {
        "code": "from math import tau\ny = ...\nprint('Nothing to check yet.')",
        "practice": "first",
    },
    {
        "code": "y = x + 1\nprint('Right')",
        "practice": "first",
        "solution": True,
    },
    {"code": "x = x * 10"},
    {"code": "def scaled(a):\n    return a * x"},
    {"code": "print(scaled(y))", "practice": "second"},
]


class Page:
    """A session, and what its cells printed and drew."""

    def __init__(self, units=UNITS):
        self.printed, self.drawn = [], []
        self.session = Session(units, self.printed.append, self.drawn.append)

    def run(self, practice, code):
        self.printed.clear()
        result = self.session.run(practice, code)
        return "".join(self.printed), result


@pytest.fixture
def page():
    return Page()


def test_a_cell_finds_what_the_page_defined_before_it(page):
    assert page.run("second", "print(scaled(2), pi > 3)")[0] == "20 True\n"


def test_what_runs_for_a_cell_runs_once_and_in_silence(page):
    once = "log.append(1)\ndone = 1\nprint(9)"
    units = [{"code": "log = []"}, {"code": once}]
    page = Page([*units, {"code": "", "practice": "p"}])
    assert page.run("p", "print(log, done)")[0] == "[1] 1\n"
    assert page.run("p", "print(log, done)")[0] == "[1] 1\n"


def test_a_cell_sees_the_page_as_it_is_at_its_place(page):
    assert page.run("second", "print(x)")[0] == "10\n"
    assert page.run("first", "print(x)")[0] == "1\n"
    assert page.run("second", "print(x)")[0] == "10\n"


def test_what_readers_define_can_be_used_in_a_later_cell(page):
    page.run("first", "z = 7")
    assert page.run("second", "print(z)")[0] == "7\n"


def test_a_later_cell_has_the_solution_until_the_reader_has_one(page):
    assert page.run("second", "print(y)")[0] == "2\n"
    page.run("first", "y = 5\nprint('Not yet: no.')")
    assert page.run("second", "print(y)")[0] == "2\n"
    page.run("first", "y = 6\nprint('Right: yes.')")
    assert page.run("second", "print(y)")[0] == "6\n"


def test_imports_of_the_cell_may_be_left_out(page):
    assert page.run("first", "print(tau > 6)")[0] == "True\n"


@pytest.mark.parametrize(
    ("code", "passed"),
    [
        ("print('Right: so it is.')", True),
        ("print('Right')\nprint('Right')", True),
        ("print('Right')\nprint('Not yet: one more.')", False),
        ("print('Right')\nprint('Nothing to check yet: …')", False),
        ("print('I am Right')", False),
        ("print('Right')\n1 / 0", False),
        ("pass", False),
    ],
)
def test_solved_is_what_every_check_finds_right(page, code, passed):
    assert page.run("first", code)[1].passed is passed


def test_an_error_names_the_readers_own_lines(page):
    code = "def half(a):\n    return a / 0\n\nhalf(x)"
    _, result = page.run("first", code)
    lines = [line for line in result.error.split("\n") if "^" not in line]
    assert lines == [
        "Traceback (most recent call last):",
        '  File "your code", line 4, in <module>',
        "    half(x)",
        '  File "your code", line 2, in half',
        "    return a / 0",
        "ZeroDivisionError: division by zero",
    ]


def test_an_error_in_the_grammar_names_its_line(page):
    _, result = page.run("first", "x = 1\ny = = 2")
    assert 'File "your code", line 2' in result.error
    assert "SyntaxError" in result.error


def test_a_failed_cell_leaves_the_session_as_it_was(page):
    page.run("first", "x = 99\n1 / 0")
    assert page.run("first", "print(x)")[0] == "1\n"


def test_the_value_of_the_last_line_is_shown(page):
    assert page.run("first", "x\nx + 1")[0] == "2\n"
    assert page.run("first", "None")[0] == ""


def test_leaving_python_does_not_leave_the_session(page):
    assert "SystemExit" in page.run("first", "import sys\nsys.exit()")[1].error


def test_runaway_printing_is_stopped(page):
    printed, result = page.run("first", "while True:\n    print('x' * 1000)")
    assert len(printed) <= LONGEST_PRINT
    assert f"more than {LONGEST_PRINT} characters" in result.error


def test_only_what_the_cell_itself_shows_is_drawn():
    pytest.importorskip("plotly")
    draw = "import plotly.graph_objects as go\ngo.on_show('{}')"
    page = Page(
        [{"code": "if 1:\n    seen = 1"}, {"code": "", "practice": "p"}]
    )
    page.run("p", f"seen\n{draw}")
    assert page.drawn == ["{}"]
