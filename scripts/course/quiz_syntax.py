r"""The syntax of a quiz, read strictly: what is nearly right is an error.

    ```quiz stable-id {section="anchor" concept="softmax"}
    Question in Markdown.

    - [ ] wrong option
      > why somebody thinks so, and why it is not
    - [x] right option
      > why it is right

    Explanation for everybody.
    ```

Several right options need `{many}`. Instead of options, `= 0.5 ± 0.01 unit`
asks for a number and `= word` for a word (several lines: alternatives). In
each, an inline value makes the run decide: `` = `{python} 4 * d` bytes ``.

**What a run says of an option.** As the last line of one, with its indent,
``true if `{python} expression` `` is evaluated with the page: it must be True
for a right option and False for a wrong one, or there is no site.

**`{print}`** asks what the code prints. The question holds one piece of
Python, indented by four spaces or fenced; it is run where it stands, and sees
the page's names. Without options the reader types the output, and what follows
the code is the explanation. With options the right one is the output, in
backticks or a fence, and no other is.

**`{order}`** asks for the order of steps, written in the right one. Each line
of a step is indented by three spaces:

    1. scores
       > They come from queries and keys.
    2. weights
       > A softmax makes them of the scores.

**`{match}`** asks what belongs together. A right side without a left is one
too many, put there to tempt:

    - causal mask :: hides the future
      > why
    - :: hides the past
      > what would do that

**`{concept="softmax"}`** names what the question tests by an entry of the
glossary (`course.concepts`).

**`{leads="page.md#anchor"}`** names what to read by who did not know, where
that is not on the same page; `section` where it is.
"""

import math
import re

from course import quiz_code
from course.quiz_parts import (
    Fail,
    Kind,
    Option,
    Parts,
    QuizError,
    split,
)
from course.quiz_question import Question

__all__ = ["Kind", "Option", "Question", "QuizError", "parse"]

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
INFO = re.compile(r"(?P<id>\S+)\s*(?:\{(?P<options>[^}]*)\})?\s*")
SETTING = re.compile(r'(?P<name>[\w-]+)(?:="(?P<value>[^"]*)")?')
NUMBER = re.compile(
    r"(?P<value>[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)"
    r"(?:\s*±\s*(?P<tolerance>(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?))?"
    r"(?:\s+(?P<unit>[^\s±].*))?",
    re.IGNORECASE,
)
LOOKS_NUMERIC = re.compile(r"[-+.]?\d|.*±|(nan|[-+]?inf)\b", re.IGNORECASE)
KINDS: tuple[Kind, ...] = ("many", "print", "order", "match")
WORDS = {*KINDS, "section", "leads", "concept"}


def parse(info: str, body: list[str], printed: str = "") -> Question:
    """Read one quiz fence.

    Args:
        info: what follows the word `quiz` on the opening line.
        body: the lines between the fences, without the fence's indentation,
            inline values already replaced.
        printed: what the code of a `{print}` question printed.

    Raises:
        QuizError: if anything is missing, doubled, or nearly right.
    """
    identifier, settings = head(info)

    def fail(reason: str, line: int = 0) -> QuizError:
        return QuizError(identifier, reason, line)

    kinds = [kind for kind in KINDS if kind in settings]
    if len(kinds) > 1:
        raise fail(f"{{{kinds[0]}}} or {{{kinds[1]}}}, not both")
    kind: Kind = kinds[0] if kinds else "one"
    shape = kind if kind in ("order", "match") else ""
    parts = split(body, shape, fail)
    question = Question(
        identifier,
        kind,
        question="\n".join(parts.question).strip(),
        options=parts.options,
        explanation="\n".join(parts.explanation).strip(),
        section=settings.get("section", ""),
        leads=settings.get("leads", ""),
        concept=settings.get("concept", ""),
    )
    if not question.question:
        raise fail("no question")
    if parts.options and parts.keys:
        raise fail("give options or `=` answers, not both", parts.keys[0][1])
    if kind == "print":
        _read_printed(question, parts, printed, fail)
    elif parts.options:
        _check_options(question, fail)
    elif parts.keys:
        if kinds:
            what = "options" if kind == "many" else "steps or pairs"
            raise fail(f"{{{kind}}} needs {what}")
        if not question.explanation:
            raise fail("no explanation after the answer")
        _read_keys(question, parts.keys, fail)
    else:
        raise fail("no options and no `=` answer")
    return question


def head(info: str) -> tuple[str, dict[str, str]]:
    """The id and the settings of an opening line.

    Raises:
        QuizError: if it is malformed.
    """
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
    if unknown := set(settings) - WORDS:
        raise QuizError(match["id"], f"unknown option {sorted(unknown)[0]!r}")
    if "section" in settings and "leads" in settings:
        raise QuizError(match["id"], "give section or leads, not both")
    return match["id"], settings


def _check_options(question: Question, fail: Fail) -> None:
    options = question.options
    seen: dict[str, int] = {}
    for option in options:
        if not option.why:
            raise fail(
                f"no `>` explanation under the option {option.text!r}",
                option.line,
            )
        for text in {option.text, option.partner} - {""}:
            if text in seen:
                raise fail(f"the option {text!r} twice", option.line)
            seen[text] = option.line
        if option.holds not in ("", str(option.right)):
            raise fail(
                f"the option {option.text!r} is marked "
                f"{'right' if option.right else 'wrong'}, and the run says "
                f"that it is {option.holds}",
                option.line,
            )
    right = sum(option.right for option in options)
    if len(options) < 2:
        raise fail("one option is no choice", options[0].line)
    if question.kind == "match" and right < 2:
        raise fail("match at least two pairs", options[0].line)
    if question.kind in ("order", "match"):
        return
    if not right:
        raise fail("no right option: mark it `- [x]`", options[0].line)
    if right > 1 and question.kind != "many":
        raise fail(f"{right} right options need {{many}}", options[0].line)


def _read_printed(
    question: Question, parts: Parts, printed: str, fail: Fail
) -> None:
    """Make what the code printed the key, or hold the options to it."""
    if parts.keys:
        raise fail("the run gives the answer: no `=` line", parts.keys[0][1])
    if not printed.strip():
        raise fail("the code prints nothing")
    if not parts.options:
        # What follows the code explains it.
        (code,) = quiz_code.find(parts.question)
        question.question = "\n".join(parts.question[: code.end]).strip("\n")
        after = parts.question[code.end :]
        question.explanation = "\n".join(after).strip()
        if not question.explanation:
            raise fail("no explanation after the code")
        question.answers.append(printed.strip("\n"))
        return
    question.kind = "one"
    _check_options(question, fail)
    for option in parts.options:
        if option.right != (bare(option.text) == " ".join(printed.split())):
            right = "right" if option.right else "wrong"
            raise fail(
                f"the option {option.text!r} is marked {right}, and the code "
                f"prints {printed.strip()!r}",
                option.line,
            )


def bare(markdown: str) -> str:
    r"""The code in an option, with single spaces.

    Example:
        >>> bare("`(2, 3)`"), bare("``1  2``"), bare("an error")
        ('(2, 3)', '1 2', 'an error')
    """
    text = markdown.strip()
    if fence := re.fullmatch(r"(```+|~~~+)\w*\n(.*?)\n\s*\1", text, re.DOTALL):
        text = fence[2]
    elif span := re.fullmatch(r"(`+) ?(.+?) ?\1", text, re.DOTALL):
        text = span[2]
    return " ".join(text.split())


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
