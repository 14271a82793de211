from bs4 import BeautifulSoup

from course.compact import compact, write
from course.formulas import render


def test_white_space_of_templates_goes_and_words_stay_apart():
    page = "<ul>\n\n\n    <li>a\n  b <b>c</b>\n\n</ul>"
    assert compact(page) == "<ul>\n<li>a\nb <b>c</b>\n</ul>"


def test_code_and_data_stay_as_they_are():
    for tag in ("pre", "script", "style", "textarea"):
        inner = f"<{tag} class='x'>a\n\n    b\n</{tag}>"
        page = f"<p>\n\n{inner}\n\n{inner}\n\n</p>"
        assert compact(page) == f"<p>\n{inner}\n{inner}\n</p>"


def test_scripts_in_a_page_lose_what_explains_them():
    page = "<p>\n\n<script>\n  // why\n  a = 1;\n</script>\n</p>"
    assert compact(page) == "<p>\n<script>a=1;</script>\n</p>"


def test_style_sheets_lose_what_explains_them(tmp_path):
    sheet = tmp_path / "assets" / "css" / "a.css"
    sheet.parent.mkdir(parents=True)
    sheet.write_text("/* Why,\n   at length. */\n\np {\n  margin: 0 1px;\n}\n")
    write(tmp_path)
    assert sheet.read_text() == "p {\nmargin: 0 1px;\n}\n"


def test_a_term_is_explained_once_in_a_section():
    term = '<abbr title="one row">token</abbr>'
    other = '<abbr title="a number">logit</abbr>'
    page = f"<p>{term} {term} {other}</p><h2>B</h2><p>{term} {term}</p>"
    assert compact(page) == (
        f"<p>{term} token {other}</p><h2>B</h2><p>{term} token</p>"
    )


def test_the_sign_of_a_root_is_described_once():
    formula = render(r"\sqrt{d}")
    page = compact(formula * 3)
    assert page.count("<path") == 1
    assert page.count('<use xlink:href="#stroke-0"/>') == 2
    assert 'id="stroke-0"' in page


def test_a_formula_stays_as_it_is():
    formula = render(r"\sqrt{d}")
    before = BeautifulSoup(formula, "html.parser")
    before.path["id"] = "stroke-0"
    assert BeautifulSoup(compact(formula), "html.parser") == before
