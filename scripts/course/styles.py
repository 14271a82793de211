"""Drop from the theme's style sheets what no page of the site can use.

Material and KaTeX bring the rules of every component that they know, half of
them with an icon. A rule goes if each of its selectors asks for an element,
class, id or attribute that is on no page and in no script. Names alone are
compared, never their place on a page, so what scripts switch on is kept. Then
the variables go to which nothing refers any more. Our own
style sheets are left as they are.

Source: https://doc.courtbouillon.org/tinycss2/stable/
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path

import tinycss2
from tinycss2.ast import AtRule, Declaration, Node

THEME = ("stylesheets/*.css", "_mkdocstrings.css", "katex/*.css")
SCRIPTS = ("javascripts/bundle*.js", "javascripts/workers/*.js", "js/**/*.js")

WORD = re.compile(r"[A-Za-z_][\w-]*")
JOINED = re.compile(r"\w\w.*-$")
TAG = re.compile(r"""<[a-z](?:"[^"]*"|'[^']*'|[^"'<>])*>""")
REFERENCE = re.compile(r"--[\w-]+(?![\w-]|\s*:)")
GROUPS = {"media", "supports"}
NESTED = {"is", "where", "has", "-webkit-any", "-moz-any"}


class Names(HTMLParser):
    """What rules may ask for.

    Attributes:
        scripts: all that the site's scripts say.
        styles: what `style` attributes say.
        words: every word in the scripts, which could be a name.
        begun: those that a name may begin with.
        found: on the pages, `.class`, `#id`, `element`, `[attribute` and
            `=value`.
    """

    def __init__(self, destination: Path) -> None:
        super().__init__()
        assets = destination / "assets"
        scripts = sorted(p for glob in SCRIPTS for p in assets.glob(glob))
        self.scripts = "".join(p.read_text("utf-8") for p in scripts)
        self.styles = ""
        self.found: set[str] = set()
        self.words = set(WORD.findall(self.scripts))
        # `tabbed-control--${side}`: a script puts the name together
        self.begun = tuple(w for w in self.words if JOINED.match(w))
        tags: set[str] = set()
        for path in destination.rglob("*.html"):
            tags.update(TAG.findall(path.read_text("utf-8")))
        for tag in tags:
            self.feed(tag)
            self.reset()  # <script> would hide all that follows

    def handle_starttag(
        self, tag: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        """Note the names in one tag."""
        self.found.add(tag)
        for name, given in attrs:
            value = given or ""
            self.found.add(f"[{name}")
            self.found.update(f"={word}" for word in [value, *value.split()])
            if name == "class":
                self.found.update(f".{word}" for word in value.split())
            elif name == "id":
                self.found.add(f"#{value}")
            elif name == "style":
                self.styles += f"{value};"

    def has(self, sign: str, name: str) -> bool:
        """Whether a page has such a name, or a script may make it."""
        return (
            f"{sign}{name}" in self.found
            or name in self.words
            or name.startswith(self.begun)
        )


def purge(destination: Path) -> None:
    """Rewrite the theme's style sheets of a built site."""
    assets = destination / "assets"
    names = Names(destination)
    texts = {p: p.read_text("utf-8") for p in assets.rglob("*.css")}
    theme = {path for glob in THEME for path in assets.glob(glob)}
    before: dict[Path, str] = {}
    # A variable may be all that refers to another one.
    while before != texts:
        before = dict(texts)
        written = "".join([names.scripts, names.styles, *texts.values()])
        referred = set(REFERENCE.findall(written))
        for path in theme:
            rules = tinycss2.parse_stylesheet(texts[path], True, True)
            kept = _rules(rules, names, referred)
            texts[path] = "".join(kept)
    for path in theme:
        path.write_text(texts[path], "utf-8", newline="\n")


def _rules(
    nodes: list[Node], names: Names, referred: set[str]
) -> Iterator[str]:
    for node in nodes:
        if node.type == "qualified-rule":
            selectors = [
                tinycss2.serialize(selector).strip()
                for selector in _split(node.prelude)
                if possible(selector, names)
            ]
            body = _body(node.content, referred)
            if selectors and body:
                yield f"{','.join(selectors)}{{{body}}}"
        elif isinstance(node, AtRule):
            yield _at_rule(node, names, referred)


def _at_rule(rule: AtRule, names: Names, referred: set[str]) -> str:
    name = tinycss2.serialize(rule.prelude).strip()
    if rule.content is None or rule.lower_at_keyword not in GROUPS:
        return rule.serialize()
    inner = tinycss2.parse_rule_list(rule.content, True, True)
    body = "".join(_rules(inner, names, referred))
    return f"@{rule.at_keyword} {name}{{{body}}}" if body else ""


def _body(tokens: list[Node], referred: set[str]) -> str:
    """Declarations without variables that nothing refers to."""
    declarations = tinycss2.parse_blocks_contents(tokens, True, True)
    return ";".join(
        node.serialize()
        for node in declarations
        if not isinstance(node, Declaration)
        or not node.name.startswith("--")
        or node.name in referred
    )


def possible(selector: list[Node], names: Names) -> bool:
    """Whether there may be all that a selector names."""
    before = ""
    for node in selector:
        if node.type == "ident" and before != ":":
            if not names.has(before, node.value):
                return False
        elif node.type == "hash":
            if not names.has("#", node.value):
                return False
        elif node.type == "[] block":
            if not _attribute(node.content, names):
                return False
        elif node.type == "function" and node.lower_name in NESTED:
            parts = _split(node.arguments)
            if not any(possible(part, names) for part in parts):
                return False
        before = node.value if node in (".", ":") else ""
    return True


def _attribute(tokens: list[Node], names: Names) -> bool:
    """Whether a page can have what `[name]` or `[name=value]` asks for."""
    parts = [node.value for node in tokens if node.type != "whitespace"]
    exact = len(parts) > 2 and parts[1] in {"=", "~="}
    return names.has("[", parts[0]) and (not exact or names.has("=", parts[2]))


def _split(tokens: list[Node]) -> list[list[Node]]:
    """Selectors that stand between commas."""
    groups = groupby(tokens, lambda node: node == ",")
    return [list(group) for comma, group in groups if not comma]
