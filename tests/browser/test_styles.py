"""The theme's style sheets lose rules, and no page loses its looks."""

from pathlib import Path

import material
import pytest

from course.project import HERE
from tests.browser.conftest import Open

# Rules, of those given, whose elements are on the page but which it lacks.
# A state (`:hover`) may come to be, so what remains without it counts.
MISSING = r"""
(original) => {
  const selectors = (rules) => Array.from(rules).flatMap((rule) =>
    rule.cssRules?.length ? selectors(rule.cssRules)
      : (rule.selectorText ?? "").split(/,(?![^(]*\))/).map((s) => s.trim()));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(original);
  const kept = new Set(Array.from(document.styleSheets)
    .flatMap((sheet) => selectors(sheet.cssRules)));
  const matches = (selector) => {
    try { return document.querySelector(selector.replaceAll(
      /:not\((?:[^()]|\([^()]*\))*\)|::?[\w-]+(?:\([^()]*\))?/g, "") || "*"); }
    catch { return false; }
  };
  const used = selectors(sheet.cssRules).filter((s) => s && matches(s));
  return [used.length, used.filter((s) => !kept.has(s))];
}
"""


def originals() -> str:
    assets = Path(material.__file__).parent / "templates/assets/stylesheets"
    sheets = sorted(assets.glob("*.min.css"))
    sheets.append(HERE.docs / "assets" / "katex" / "katex.min.css")
    return "".join(path.read_text("utf-8") for path in sheets)


@pytest.mark.browser
@pytest.mark.parametrize(
    "path",
    ["", "transformer/self-attention/", "labs/self_attention/", "workbench/"],
)
def test_no_rule_that_fits_a_page_is_lost(open_page: Open, path: str) -> None:
    used, missing = open_page(path).evaluate(MISSING, originals())
    assert used > 300
    # A rule of nothing but a variable that no other rule reads.
    assert [s for s in missing if not s.startswith(":root")] == []
