"""The code of a `{print}` question, which is run to know the answer."""

import re
import textwrap
from typing import NamedTuple

FENCE = re.compile(r" {0,3}(?P<marks>`{3,}|~{3,})python\s*")
ITEM = re.compile(r" {0,3}[-*+] *\[[ xX]?\]")


def asks_for_output(info: str) -> bool:
    """Whether an opening line has the setting `{print}`.

    Example:
        >>> asks_for_output('a {print section="x"}'), asks_for_output("print")
        (True, False)
    """
    settings = re.search(r"\{([^}]*)\}", info)
    bare = re.sub(r'"[^"]*"', "", settings[1]) if settings else ""
    return "print" in bare.split()


class Code(NamedTuple):
    """A piece of Python: its first line, the line after it, what it says."""

    begin: int
    end: int
    text: str


def find(body: list[str]) -> list[Code]:
    r"""The pieces of Python in a question.

    Example:
        >>> find(["What?", "", "    print(1)", "", "- [x] 1", "", "    2"])
        [Code(begin=2, end=4, text='print(1)\n')]
    """
    found: list[Code] = []
    index = 0
    while index < len(body) and not ITEM.match(body[index]):
        begin = index
        lines: list[str] = []
        if fence := FENCE.fullmatch(body[index]):
            index += 1
            while index < len(body) and body[index].strip() != fence["marks"]:
                lines.append(body[index])
                index += 1
            begin += 1
        elif body[index].startswith("    ") and (
            index == 0 or not body[index - 1].strip()
        ):
            while index < len(body) and (
                body[index].startswith("    ") or not body[index].strip()
            ):
                lines.append(body[index])
                index += 1
            index -= 1
        if lines:
            code = textwrap.dedent("\n".join(lines)).rstrip() + "\n"
            found.append(Code(begin, index + 1, code))
        index += 1
    return found
