import re
from pathlib import Path

import pytest

from course import formulas
from course.formulas import MACROS, FormulaError, render

ASSETS = Path(formulas.__file__).parents[2] / "docs" / "assets" / "katex"


def test_a_formula_carries_mathml_for_screen_readers():
    result = render(r"\frac{1}{\sqrt{d}}")
    assert "<mfrac>" in result
    assert "<msqrt>" in result
    assert 'aria-hidden="true"' in result
    assert "annotation" not in result


def test_display_is_set_on_its_own_line():
    assert "katex-display" in render("x", display=True)
    assert "katex-display" not in render("x")


@pytest.mark.parametrize(
    ("tex", "reason"),
    [
        (r"\sqroot{2}", "Undefined control sequence"),
        (r"\frac{1}{2", "expected '}'"),
        ("é", "LaTeX-incompatible"),
        (r"\href{https://example.org}{x}", "needs trust"),
    ],
)
def test_a_bad_formula_is_an_error_that_says_why(tex, reason):
    with pytest.raises(FormulaError, match=reason) as caught:
        render(tex)
    assert caught.value.tex == tex


@pytest.mark.parametrize("name", MACROS)
def test_every_house_macro_is_valid_tex(name):
    assert "<math" in render(f"x{name} y")


def test_script_and_style_sheet_are_of_one_version():
    script = formulas.KATEX.read_text("utf-8")
    style = (ASSETS / "katex.min.css").read_text("utf-8")
    assert (
        re.search(r'version:"([\d.]+)"', script)[1]
        == re.search(r'content:"([\d.]+)"', style)[1]
        == re.search(r"KaTeX ([\d.]+),", style)[1]
    )


def test_every_font_of_the_style_sheet_is_there_and_no_other():
    style = (ASSETS / "katex.min.css").read_text("utf-8")
    named = set(re.findall(r"url\(fonts/([^)]+)\)", style))
    assert named == {path.name for path in (ASSETS / "fonts").iterdir()}
