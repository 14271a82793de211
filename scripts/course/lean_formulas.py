r"""KaTeX's HTML with fewer elements and bytes, and the same to be seen.

A lesson has some hundred formulas, and KaTeX spends fifteen elements on an
index. Four things go:

- classes that its style sheet does not speak of, and spans without any;
- the namespaces that HTML implies;
- the table around a single index or exponent, which becomes `<sub>` or
  `<sup>` with the same shift and size (`lesson.css`);
- the strut of a line that is no higher than a line of text.

`tests/browser/test_formulas.py` lays both out and compares the places.
"""

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

STYLE_SHEET = (
    Path(__file__).parents[2] / "docs" / "assets" / "katex" / "katex.min.css"
)

# How KaTeX says that a script is smaller than what it belongs to, and by what.
SIZES = {"reset-size6 size3": 0.7, "reset-size3 size1": 0.5 / 0.7}
# What lesson.css gives <sub> and <sup>, in em of the script itself.
USUAL = {"sub": {"top": 0.2143}, "sup": {"top": -0.5186}}
GAP = 0.0714
# A line of text reaches this far above and below its baseline, in em.
ASCENT, DESCENT = 0.85, 0.3

NAMESPACE = re.compile(' xmlns="[^"]*"')  # HTML knows svg and math
LENGTH = re.compile(r"(?<![\d.])(-?)0?(\.?\d+(?:\.\d+)?)em")
DECLARATION = re.compile(r"([a-z-]+):\s*([^;]+)")


def slim(formula: str) -> str:
    """One formula as KaTeX sets it, made lean.

    Example:
        >>> from course.formulas import katex
        >>> len(slim(katex("x_i"))) < 0.6 * len(katex("x_i"))
        True
    """
    root = ElementTree.fromstring(NAMESPACE.sub("", formula))
    for html in root.iter("span"):
        if html.get("class") == "katex-html":
            _rewrite(html)
            for base in html:
                _drop_strut(base)
    return ElementTree.tostring(
        root, encoding="unicode", short_empty_elements=False
    )


@cache
def _styled() -> frozenset[str]:
    """The classes that KaTeX's style sheet speaks of."""
    text = re.sub(r"\{[^}]*\}", " ", STYLE_SHEET.read_text("utf-8"))
    return frozenset(re.findall(r"\.([a-z][\w-]*)", text))


def _rewrite(parent: Element) -> None:
    """Everything below an element, innermost first."""
    for child in list(parent):
        if child.tag != "span":
            continue  # what KaTeX draws, it draws as SVG
        _rewrite(child)
        names = [c for c in child.get("class", "").split() if c in _styled()]
        _set(child, "class", " ".join(names))
        _set(child, "style", _short(child.get("style", "")))
        if names == ["msupsub"] and (script := _script(child)) is not None:
            script.tail = child.tail
            parent[list(parent).index(child)] = script
    # The blocks of a stack, and what stands in them, are placed as children.
    for child in list(parent):
        if child.tag == "span" and not child.attrib and not _stacks(parent):
            _unwrap(parent, child)


def _stacks(parent: Element) -> bool:
    """Whether an element's children, or theirs, are laid out as such."""
    inner = {name for e in parent for name in e.get("class", "").split()}
    return "pstrut" in inner or "vlist" in parent.get("class", "").split()


def _unwrap(parent: Element, child: Element) -> None:
    """Put what an element holds in its place."""
    at = list(parent).index(child)
    _append(parent, at, child.text)
    parent.remove(child)
    for number, inner in enumerate(list(child)):
        parent.insert(at + number, inner)
    _append(parent, at + len(child), child.tail)


def _append(parent: Element, at: int, text: str | None) -> None:
    """Add text in front of the child with this number."""
    if at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + (text or "")
    else:
        parent.text = (parent.text or "") + (text or "")


def _script(table: Element) -> Element | None:
    """A single index or exponent without the table that KaTeX puts it in."""
    stacks = [e for e in table.iter("span") if e.get("class") == "vlist"]
    entries = list(stacks[0]) if stacks else []
    if len(entries) != 1 or len(entries[0]) != 2 or len(table) != 1:
        return None
    strut, script = entries[0]
    size = script.get("class", "").removeprefix("katex-sizing ")
    if size not in SIZES or script.get("style"):
        return None
    place, factor = _style(entries[0]), SIZES[size]
    if place.keys() - {"top", "margin-left", "margin-right"}:
        return None
    place = {name: value / factor for name, value in place.items()}
    place["top"] += _style(strut)["height"] / factor
    script.tag = "sub" if place["top"] > 0 else "sup"
    usual = {"margin-right": GAP, "margin-left": 0.0, **USUAL[script.tag]}
    parts = (
        f"{name}:{value:.4f}em"
        for name, value in place.items()
        if abs(value - usual[name]) > 2e-4
    )
    script.attrib.clear()
    _set(script, "style", _short(";".join(parts)))
    return script


def _drop_strut(base: Element) -> None:
    """Take the strut from a line that stays within a line of text."""
    strut = base[0]
    style = _style(strut)
    depth = -style.get("vertical-align", 0.0)
    if (
        style["height"] - depth <= ASCENT
        and depth <= DESCENT
        and not any("vlist" in e.get("class", "") for e in base.iter())
    ):
        base.text = strut.tail
        base.remove(strut)


def _style(element: Element) -> dict[str, float]:
    """The lengths in an element's style, in em."""
    found = DECLARATION.findall(element.get("style", ""))
    return {name: float(value.removesuffix("em")) for name, value in found}


def _short(style: str) -> str:
    """A style without the characters that it can do without."""
    return LENGTH.sub(r"\1\2em", style).rstrip(";")


def _set(element: Element, name: str, value: str) -> None:
    if value:
        element.set(name, value)
    else:
        element.attrib.pop(name, None)
