"""The lines of a quiz, told apart: question, items, answers, explanation."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["one", "many", "number", "text", "print", "order", "match"]

OPTION = re.compile(r"- \[(?P<right>[ x])\] (?P<text>.*\S.*)")
STEP = re.compile(r"(?P<number>\d)\. (?P<text>.*\S.*)")
PAIR = re.compile(
    r"- (?:(?P<text>(?:(?! :: ).)*?\S) )?:: (?P<partner>(?:(?! :: ).)+)"
)
NEARLY = {
    "": re.compile(r" {0,3}[-*+] *\[[ xX]?\]"),
    "order": re.compile(r" {0,3}(\d+[.)]|[-*+]( |$))"),
    "match": re.compile(r" {0,3}([-*+]( |$)|.* :: )"),
}
SHAPES = {
    "": (OPTION, "write `- [ ] text` or `- [x] text`"),
    "order": (STEP, "write a step as `1. text`"),
    "match": (PAIR, "write a pair as `- left :: right`"),
}
INNER_FENCE = re.compile(r"\s*(?P<mark>`{3,}|~{3,})")
KEY = re.compile(r"= +(?P<key>.*\S)\s*")
TRUE_IF = re.compile(r"true if\b(?P<value>.*)")


class QuizError(ValueError):
    """A malformed quiz; `line` counts from the fence's opening line."""

    def __init__(self, quiz: str, reason: str, line: int = 0) -> None:
        super().__init__(f"quiz {quiz}: {reason}")
        self.line = line


Fail = Callable[..., QuizError]


@dataclass
class Option:
    """One option, step or left side of a question, in Markdown.

    Attributes:
        right: whether it is to be chosen; of a pair, whether it has a left.
        text: what the reader sees.
        why: what explains it.
        line: counted from the fence's opening line.
        partner: of a pair, its right side.
        holds: what the run said of it: "True", "False" or nothing.
    """

    right: bool
    text: str
    why: str
    line: int
    partner: str = ""
    holds: str = ""


@dataclass
class Parts:
    """What a quiz is made of."""

    question: list[str] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    keys: list[tuple[str, int]] = field(default_factory=list)
    explanation: list[str] = field(default_factory=list)


def split(body: list[str], shape: str, fail: Fail) -> Parts:
    """Sort the lines of a quiz into its parts.

    Args:
        body: the lines between the fences.
        shape: how items are written, `order`, `match` or "" for options.
        fail: makes an error.

    Raises:
        QuizError: if a line fits nowhere.
    """
    parts, closing = Parts(), ""
    pattern, usage = SHAPES[shape]
    for number, line in enumerate(body, start=1):
        code = bool(closing)
        fence = INNER_FENCE.match(line.lstrip(" ").removeprefix("> "))
        if fence and not code:
            closing = fence["mark"]
        elif fence and fence["mark"].startswith(closing):
            closing = ""
        flush = line[:1].strip() and not code
        if not code and not parts.explanation and NEARLY[shape].match(line):
            if not (match := pattern.fullmatch(line)):
                raise fail(f"{usage}: {line!r}", number)
            parts.options.append(_item(match, len(parts.options), fail, number))
        elif not code and not shape and NEARLY[shape].match(line):
            raise fail("an option after the explanation", number)
        elif flush and (match := KEY.fullmatch(line)):
            if parts.explanation:
                raise fail("an answer after the explanation", number)
            parts.keys.append((match["key"], number))
        elif parts.explanation or (flush and (parts.options or parts.keys)):
            parts.explanation.append(line)
        elif parts.options:
            indent = 3 if shape == "order" else 2
            _extend(parts.options[-1], line, indent, code, fail, number)
        elif not parts.keys:
            parts.question.append(line)
        elif line.strip():
            raise fail(f"indented line after the answer: {line!r}", number)
    if closing:
        raise fail(f"a fence inside is not closed by {closing}", len(body))
    for option in parts.options:
        option.text, option.why = option.text.strip(), option.why.strip()
    return parts


def _item(match: re.Match[str], before: int, fail: Fail, line: int) -> Option:
    found = match.groupdict()
    if "number" in found and int(found["number"]) != before + 1:
        raise fail(f"this is step {before + 1}, not {found['number']}", line)
    right = found["right"] == "x" if "right" in found else bool(found["text"])
    partner = found.get("partner") or ""
    return Option(right, found["text"] or "", "", line, partner.strip())


def _extend(
    option: Option, line: str, indent: int, code: bool, fail: Fail, number: int
) -> None:
    """Add a line to what belongs to an option."""
    text = line.removeprefix(" " * indent)
    if line.strip() and text == line:
        raise fail(f"indent what belongs to an option: {line!r}", number)
    if not code and (claim := TRUE_IF.fullmatch(text.strip())):
        option.holds = claim["value"].strip()
        if option.holds not in ("True", "False"):
            raise fail(
                "write true if `{python} expression` with an expression that "
                f"is True or False, not {option.holds!r}",
                number,
            )
    elif option.holds and line.strip():
        raise fail(f"nothing comes after `true if`: {line!r}", number)
    elif text.startswith(">") and (option.why or not code):
        option.why += text[1:].removeprefix(" ") + "\n"
    elif not option.why:
        option.text += "\n" + text
    elif line.strip():
        raise fail(f"start each line of a reason with `>`: {line!r}", number)
