r"""Formulas, set by KaTeX while the site is built.

The reader's browser gets finished HTML with MathML for screen readers, and no
script. A formula that KaTeX does not understand fails the build, and so does
one that it would print in red.

`pymdownx.arithmatex` (generic) finds the formulas of a page, `course.markdown`
has them set. The result is kept out of the search index, which has no use for
MathML. A heading shows its formula, but the table of contents cannot: give it
words, `## Why $\sqrt{d}$ { data-toc-label="Why the root" }`.

KaTeX itself is vendored: the script under `scripts/vendor/` (used here alone),
its style sheet and fonts under `docs/assets/katex/` (sent to the reader). Both
come from the npm package `katex` and must have the same version.

Source: https://katex.org/docs/options.html
"""

import json
import re
from functools import cache
from pathlib import Path

import quickjs

from course.lean_formulas import slim

KATEX = Path(__file__).parent.parent / "vendor" / "katex.min.js"

# What the notation page defines, written once. A name of several letters is
# set upright, so that it cannot be read as a product.
MACROS = {
    r"\T": r"^{\top}",
    r"\softmax": r"\operatorname{softmax}",
    r"\attention": r"\operatorname{Attention}",
    r"\E": r"\operatorname{\mathbb{E}}",
    r"\Var": r"\operatorname{Var}",
    r"\std": r"\operatorname{std}",
    r"\dmodel": r"d_{\text{model}}",
    r"\dhead": r"d_{\text{head}}",
    r"\dff": r"d_{\text{ff}}",
    r"\nheads": r"n_{\text{heads}}",
    r"\nkvheads": r"n_{\text{kv\,heads}}",
    r"\nlayers": r"n_{\text{layers}}",
    r"\vocabsize": r"n_{\text{vocab}}",
}

# KaTeX marks what it refuses to set (an untrusted command) with this color
# instead of raising; no formula of ours asks for it.
REFUSED = "#010203"

# The TeX source that KaTeX adds for machines, a tenth of a formula's weight.
ANNOTATION = re.compile(
    r"<semantics>(.*?)<annotation.*?</annotation></semantics>", re.DOTALL
)


class FormulaError(ValueError):
    """A formula that KaTeX cannot set, with its text in `tex`."""

    def __init__(self, tex: str, reason: str) -> None:
        super().__init__(f"bad formula ${tex.strip()}$: {reason}")
        self.tex = tex


@cache
def _katex() -> quickjs.Function:
    """KaTeX in an embedded JavaScript engine, loaded once (40 ms).

    `quickjs.Function` keeps the engine on a thread of its own, because a
    server may build pages from several.
    """
    options = {
        "strict": "error",
        "trust": False,
        "errorColor": REFUSED,
        "macros": MACROS,
    }
    # JSON.stringify, because the engine cannot hand over long strings that
    # JavaScript holds in pieces.
    call = (
        "function render(tex, displayMode) {"
        f" const options = {{...{json.dumps(options)}, displayMode}};"
        " return JSON.stringify(katex.renderToString(tex, options)); }"
    )
    return quickjs.Function("render", KATEX.read_text("utf-8") + "\n" + call)


@cache
def render(tex: str, *, display: bool = False) -> str:
    r"""One formula as HTML with MathML beside it, as lean as can be.

    Raises:
        FormulaError: as `katex` does.
    """
    return slim(katex(tex, display=display))


def katex(tex: str, *, display: bool = False) -> str:
    r"""One formula as KaTeX sets it.

    Args:
        tex: what stands between the dollars.
        display: set it on a line of its own.

    Raises:
        FormulaError: if KaTeX does not know a command, a brace is missing, or
            a command would need trust (`\href`).

    Example:
        >>> "<msqrt>" in katex(r"\sqrt{d}")
        True
    """
    try:
        # Collecting garbage takes 30 times as long as setting a formula.
        result: str = json.loads(_katex()(tex, display, run_gc=False))
    except quickjs.JSException as error:
        reason = str(error).splitlines()[0]
        raise FormulaError(tex, reason.split("error: ", 1)[-1]) from None
    if REFUSED in result:
        raise FormulaError(tex, "it holds a command that needs trust")
    return ANNOTATION.sub(r"\1", result)


def expand(tex: str) -> str:
    r"""Write out the house's macros, for who sets the formula elsewhere.

    Example:
        >>> print(expand(r"\E[q]\T"))
        \operatorname{\mathbb{E}}[q]^{\top}
    """
    names = "|".join(re.escape(name) for name in MACROS)
    pattern = rf"(?:{names})(?![A-Za-z])"
    return re.sub(pattern, lambda match: MACROS[match[0]], tex)
