"""Compare outputs with stored ones, with a tolerance for another processor.

Words and whole numbers must be the same. Other numbers may differ by one part
in a thousand, or by one in the last place printed, because a sum in another
order rounds differently; and next to nothing is nothing.
"""

import itertools
import re
from collections.abc import Iterator
from typing import Any

from course.page import Block, Page
from course.store import BlockOutput, Outputs

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
RELATIVE = 1e-3
NOTHING = 1e-6  # float32 rounds sums of numbers around 1 to this


def differences(page: Page, stored: Outputs, fresh: Outputs) -> Iterator[str]:
    """What a page says and a new run does not, with page and line."""
    blocks = zip(page.runs, stored.blocks, fresh.blocks, strict=True)
    for block, expected, got in blocks:
        yield from _in_block(page, block, expected, got)
    values = zip(page.values, stored.values, fresh.values, strict=True)
    for value, before, now in values:
        if not same_text(before, now):
            what = f"the value of {value.expression}"
            yield _message(page, value.line, what, before, now)


def _in_block(
    page: Page, block: Block, expected: BlockOutput, got: BlockOutput
) -> Iterator[str]:
    for what, before, now in (
        ("what the block prints", expected.stdout, got.stdout),
        ("the error", expected.error, got.error),
    ):
        if not same_text(before, now):
            lines = itertools.zip_longest(
                before.splitlines(), now.splitlines(), fillvalue="(nothing)"
            )
            differ = [pair for pair in lines if not same_text(*pair)]
            before, now = differ[0] if differ else (before, now)
            yield _message(page, block.line, what, before, now)
    names = [[figure.name for figure in o.figures] for o in (expected, got)]
    if names[0] != names[1]:
        yield _message(
            page, block.line, "the list of figures", *map(", ".join, names)
        )
        return
    for figure, new in zip(expected.figures, got.figures, strict=True):
        for path, before, now in different(figure.json, new.json):
            what = f"figure {figure.name!r}, {path}"
            yield _message(page, block.line, what, str(before), str(now))
            break  # the first place is enough to go and look


def _message(page: Page, line: int, what: str, before: str, now: str) -> str:
    return str(
        page.error(
            line,
            f"{what} is not what a new run gives\n"
            f"  stored: {before}\n     new: {now}",
        )
    )


def same_text(before: str, now: str) -> bool:
    """Whether two texts say the same, up to rounding and spacing.

    Example:
        >>> same_text("loss 0.4963, 12 heads", "loss 0.4962, 12 heads")
        True
        >>> same_text("loss 0.4963, 12 heads", "loss 0.4963, 13 heads")
        False
    """
    # one minus sign moves a whole printed tensor, so spaces do not count
    words = ["".join(NUMBER.sub("#", t).split()) for t in (before, now)]
    numbers = [NUMBER.findall(text) for text in (before, now)]
    return words[0] == words[1] and all(map(same_number, *numbers))


def same_number(before: str, now: str) -> bool:
    """Whether two printed numbers may be the same one."""
    if before.lstrip("+-").isdigit() and now.lstrip("+-").isdigit():
        return int(before) == int(now)
    return close(float(before), float(now), max(places(before), places(now)))


def places(number: str) -> float:
    """One in the last place of a number that shows three digits or more.

    With fewer digits that would be a large part of the number, and rounding
    hardly ever shows there.
    """
    digits, _, exponent = number.lower().lstrip("+-").partition("e")
    if len(digits.replace(".", "").lstrip("0")) < 3:
        return 0.0
    decimals = len(digits.partition(".")[2])
    return 1.001 * 10.0 ** (int(exponent or 0) - decimals)


def close(before: float, now: float, slack: float = 0.0) -> bool:
    """Whether two numbers are the same for all that a reader could tell."""
    largest = max(abs(before), abs(now))
    return abs(before - now) <= max(RELATIVE * largest, slack, NOTHING)


def different(
    before: Any, now: Any, path: str = "", scale: float = 0.0
) -> Iterator[tuple[str, Any, Any]]:
    """Where two figures differ: path, stored, new.

    Args:
        before: JSON.
        now: JSON.
        path: where in the figure this is.
        scale: the largest number of the array around it, which is what the
            eye measures by.
    """
    if isinstance(before, dict) and isinstance(now, dict):
        for key in sorted(before.keys() | now.keys()):
            here = f"{path}.{key}".lstrip(".")
            yield from different(before.get(key), now.get(key), here)
    elif isinstance(before, list) and isinstance(now, list):
        if len(before) != len(now):
            yield f"length of {path}", len(before), len(now)
            return
        numbers = [abs(x) for x in before if is_number(x)]
        scale = max([scale, *numbers])
        for i, pair in enumerate(zip(before, now, strict=True)):
            yield from different(*pair, f"{path}[{i}]", scale)
    elif is_number(before) and is_number(now):
        # stored numbers are rounded to four digits, so allow for one of them
        if not close(before, now, 2 * RELATIVE * max(abs(before), scale)):
            yield path, before, now
    elif isinstance(before, str) and isinstance(now, str):
        if not same_text(before, now):
            yield path, before, now
    elif before != now:
        yield path, before, now


def is_number(value: Any) -> bool:
    """Whether JSON is a number and not a truth value."""
    return isinstance(value, int | float) and not isinstance(value, bool)
