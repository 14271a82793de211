r"""The syntax of a quiz, read strictly: what is nearly right is an error.

    ```quiz stable-id {section="anchor"}
    Question in Markdown.

    - [ ] wrong option
      > why somebody thinks so, and why it is not
    - [x] right option
      > why it is right

    Explanation for everybody.
    ```

Several right options need `{many}`. Instead of options, `= 0.5 ± 0.01 unit`
asks for a number and `= word` for a word (several lines: alternatives).
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["one", "many", "number", "text"]

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
INFO = re.compile(r"(?P<id>\S+)\s*(?:\{(?P<options>[^}]*)\})?\s*")
SETTING = re.compile(r'(?P<name>[\w-]+)(?:="(?P<value>[^"]*)")?')
OPTION = re.compile(r"- \[(?P<right>[ x])\] (?P<text>.*\S.*)")
NEARLY_AN_OPTION = re.compile(r" {0,3}[-*+] *\[[ xX]?\]")
INNER_FENCE = re.compile(r"\s*(?P<mark>`{3,}|~{3,})")
KEY = re.compile(r"= +(?P<key>.*\S)\s*")
NUMBER = re.compile(
    r"(?P<value>[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)"
    r"(?:\s*±\s*(?P<tolerance>(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?))?"
    r"(?:\s+(?P<unit>[^\s±].*))?",
    re.IGNORECASE,
)
LOOKS_NUMERIC = re.compile(r"[-+.]?\d|.*±|(nan|[-+]?inf)\b", re.IGNORECASE)


class QuizError(ValueError):
    """A malformed quiz; `line` counts from the fence's opening line."""

    def __init__(self, quiz: str, reason: str, line: int = 0) -> None:
        super().__init__(f"quiz {quiz}: {reason}")
        self.line = line


@dataclass
class Option:
    """One option of a question, in Markdown."""

    right: bool
    text: str
    why: str
    line: int


@dataclass
class Question:
    """One quiz, in Markdown. `answers` holds typed answers, as text.

    `group` is `quiz` for those under the heading `## Quiz`.
    """

    id: str
    kind: Kind
    question: str
    options: list[Option] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    tolerance: str = ""
    unit: str = ""
    explanation: str = ""
    section: str = ""
    group: str = "recall"
    page: str = ""
    line: int = 0


def parse(info: str, body: list[str]) -> Question:
    """Read one quiz fence.

    Args:
        info: what follows the word `quiz` on the opening line.
        body: the lines between the fences, without the fence's indentation,
            inline values already replaced.

    Raises:
        QuizError: if anything is missing, doubled, or nearly right.
    """
    identifier, settings = _head(info)

    def fail(reason: str, line: int = 0) -> QuizError:
        return QuizError(identifier, reason, line)

    parts = _split(body, fail)
    question = Question(
        identifier,
        "one",
        question="\n".join(parts.question).strip(),
        options=parts.options,
        explanation="\n".join(parts.explanation).strip(),
        section=settings.get("section", ""),
    )
    if not question.question:
        raise fail("no question")
    if parts.options and parts.keys:
        raise fail("give options or `=` answers, not both", parts.keys[0][1])
    if parts.options:
        question.kind = _check_options(parts.options, "many" in settings, fail)
    elif parts.keys:
        if "many" in settings:
            raise fail("{many} needs options")
        if not question.explanation:
            raise fail("no explanation after the answer")
        _read_keys(question, parts.keys, fail)
    else:
        raise fail("no options and no `=` answer")
    return question


Fail = Callable[..., QuizError]


@dataclass
class _Parts:
    question: list[str] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    keys: list[tuple[str, int]] = field(default_factory=list)
    explanation: list[str] = field(default_factory=list)


def _head(info: str) -> tuple[str, dict[str, str]]:
    match = INFO.fullmatch(info.strip())
    if not match or not ID.fullmatch(match["id"]):
        raise QuizError(
            info.strip() or "without a name",
            'the opening line is ```quiz stable-id {section="anchor"}, the '
            "id of lower-case letters, digits and hyphens",
        )
    settings = {
        m["name"]: m["value"] or ""
        for m in SETTING.finditer(match["options"] or "")
    }
    if unknown := set(settings) - {"many", "section"}:
        raise QuizError(match["id"], f"unknown option {sorted(unknown)[0]!r}")
    return match["id"], settings


def _split(body: list[str], fail: Fail) -> _Parts:
    """Sort the lines of a quiz into its parts."""
    parts, closing = _Parts(), ""
    for number, line in enumerate(body, start=1):
        code = bool(closing)
        fence = INNER_FENCE.match(line.removeprefix("  > "))
        if fence and not code:
            closing = fence["mark"]
        elif fence and fence["mark"].startswith(closing):
            closing = ""
        flush = line[:1].strip() and not code
        if not code and NEARLY_AN_OPTION.match(line):
            if not (match := OPTION.fullmatch(line)):
                raise fail(
                    f"write `- [ ] text` or `- [x] text`: {line!r}", number
                )
            if parts.explanation:
                raise fail("an option after the explanation", number)
            right = match["right"] == "x"
            parts.options.append(Option(right, match["text"], "", number))
        elif flush and (match := KEY.fullmatch(line)):
            if parts.explanation:
                raise fail("an answer after the explanation", number)
            parts.keys.append((match["key"], number))
        elif parts.explanation or (flush and (parts.options or parts.keys)):
            parts.explanation.append(line)
        elif parts.options:
            _add_to_option(parts.options[-1], line, code, fail, number)
        elif not parts.keys:
            parts.question.append(line)
        elif line.strip():
            raise fail(f"indented line after the answer: {line!r}", number)
    if closing:
        raise fail(f"a fence inside is not closed by {closing}", len(body))
    return parts


def _add_to_option(
    option: Option, line: str, code: bool, fail: Fail, number: int
) -> None:
    text = line.removeprefix("  ")
    if line.strip() and text == line:
        raise fail(f"indent what belongs to an option: {line!r}", number)
    if text.startswith(">") and (option.why or not code):
        option.why += text[1:].removeprefix(" ") + "\n"
    elif not option.why:
        option.text += "\n" + text
    elif line.strip():
        raise fail(f"start each line of a reason with `>`: {line!r}", number)


def _check_options(options: list[Option], many: bool, fail: Fail) -> Kind:
    seen: dict[str, int] = {}
    for option in options:
        option.text, option.why = option.text.strip(), option.why.strip()
        if not option.why:
            raise fail(
                f"no `>` explanation under the option {option.text!r}",
                option.line,
            )
        if option.text in seen:
            raise fail(f"the option {option.text!r} twice", option.line)
        seen[option.text] = option.line
    right = sum(option.right for option in options)
    if len(options) < 2:
        raise fail("one option is no choice", options[0].line)
    if not right:
        raise fail("no right option: mark it `- [x]`", options[0].line)
    if right > 1 and not many:
        raise fail(f"{right} right options need {{many}}", options[0].line)
    return "many" if many else "one"


def _read_keys(
    question: Question, keys: list[tuple[str, int]], fail: Fail
) -> None:
    for key, line in keys:
        quoted = re.fullmatch(r'"(.+)"', key)
        if quoted or not LOOKS_NUMERIC.match(key):
            answer = quoted[1] if quoted else key
            if "|" in answer:
                raise fail("no `|` in a typed answer: use two `=`", line)
            question.kind = "text"
            question.answers.append(answer)
            continue
        number = NUMBER.fullmatch(key)
        if not number or not math.isfinite(float(number["value"])):
            raise fail(
                f"{key!r} is not a number such as `0.5 ± 0.01 unit` (a word "
                'that looks like one goes in quotes: `= "2D"`)',
                line,
            )
        if len(keys) > 1:
            raise fail("one number is enough", line)
        if not number["tolerance"] and not re.fullmatch(
            r"[-+]?\d+", number["value"]
        ):
            raise fail(f"{key!r} needs a tolerance: ± 0.01", line)
        question.kind = "number"
        question.answers.append(number["value"])
        question.tolerance = number["tolerance"] or "0"
        question.unit = number["unit"] or ""
