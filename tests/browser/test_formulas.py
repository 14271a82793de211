"""Formulas lose elements, and nothing of what is seen moves."""

import re

import pytest

from course.formulas import katex, render
from course.lean_formulas import STYLE_SHEET
from tests.browser.conftest import Open

FONT_FACE = re.compile(r"@font-face\{[^}]*\}")

FORMULAS = [
    "d",
    "w_{ij}",
    "x^2",
    "d_k^2",
    r"d_{\text{model}}",
    "a_{i_j}",
    "e^{x_i^2}",
    r"e^{s_{ij}}",
    r"1/\sqrt{d_k}",
    r"\sqrt{d_k}^{\,n}",
    r"\tfrac49 (2, 0)",
    r"\frac{e^{s_{ij}}}{\sum_{m=1}^{n} e^{s_{im}}}",
    r"\frac{1}{x_{a_b}}",
    r"\sum_{j=1}^{n} w_{ij}\, v_j",
    r"n \times d \le 2^{n}",
    r"\Var[q \cdot k] = \sigma^2_{q} d",
    r"\hat{x}_i, \bar{x}^{(t)}, \mathbb{R}^{n \times d}",
    r"\begin{pmatrix} x_1 & x^2 \\ a & b_{\text{max}} \end{pmatrix}",
    r"\begin{aligned} a_1 &= b^2 \\ &= c \end{aligned}",
    r"\left(\frac{x_i}{y}\right)^{\!2}_{j}",
    r"\underbrace{Q K^\top}_{n \times n}",
]

# Where each character of a formula stands, from its own left end and baseline.
PLACES = r"""
(formulas) => {
  const frame = document.createElement("p");
  document.querySelector(".md-content__inner").prepend(frame);
  return formulas.map((html) => {
    frame.innerHTML = `x${html}y`;
    const seen = frame.querySelector(".katex-html");
    const walk = document.createTreeWalker(seen, NodeFilter.SHOW_TEXT);
    const from = seen.getBoundingClientRect().left;
    const lines = document.createRange();
    lines.selectNodeContents(frame.firstChild);
    const line = lines.getBoundingClientRect().bottom;
    const places = [];
    while (walk.nextNode()) {
      for (let i = 0; i < walk.currentNode.length; i++) {
        const range = document.createRange();
        range.setStart(walk.currentNode, i);
        range.setEnd(walk.currentNode, i + 1);
        const { left, bottom, width } = range.getBoundingClientRect();
        const sign = walk.currentNode.data[i];
        if (sign === "\u200b") continue;
        places.push([sign, left - from, bottom - line, width]);
      }
    }
    return [places, seen.getBoundingClientRect().width,
      seen.querySelectorAll("*").length];
  });
}
"""


@pytest.mark.browser
@pytest.mark.parametrize("display", [False, True])
def test_every_sign_stands_where_katex_put_it(
    open_page: Open, display: bool
) -> None:
    page = open_page("workbench/")
    # The site's own copy has lost the rules that lean formulas do without.
    page.add_style_tag(
        content=FONT_FACE.sub("", STYLE_SHEET.read_text("utf-8"))
    )
    drawn = [
        [f(tex, display=display) for tex in FORMULAS] for f in (katex, render)
    ]
    page.evaluate(PLACES, drawn[0])  # so that every font has been asked for
    page.evaluate("document.fonts.ready")
    sets = [page.evaluate(PLACES, formulas) for formulas in drawn]
    for tex, (before, width, many), (after, now, few) in zip(
        FORMULAS, *sets, strict=True
    ):
        assert [sign for sign, *_ in before] == [sign for sign, *_ in after]
        for (_, *old), (_, *new) in zip(before, after, strict=True):
            assert new == pytest.approx(old, abs=0.1), tex
        assert now == pytest.approx(width, abs=0.1), tex
        assert few < many, tex
