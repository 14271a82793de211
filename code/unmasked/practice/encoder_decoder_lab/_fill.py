"""Lab: put the spans back.

Lesson: docs/transformer/encoder-decoder.md
"""

from collections.abc import Callable
from typing import Any

from unmasked.practice._answers import BLANK, say

CASES = [
    ("a b c d e", "a <X> e", "<X> b c d <Y>"),
    ("a b c d e", "<X> b c <Y> e", "<X> a <Y> d <Z>"),
    ("a b", "a b", "<X>"),
]
SENTINELS = ["<X>", "<Y>", "<Z>"]


def check_fill(function: Callable[..., Any]) -> None:
    """Source, target and sentinels give the text.

    Example:
        >>> check_fill(lambda source, target, sentinels: source)
        Not yet: "a <X> e" and "<X> b c d <Y>" make "a b c d e", not "a
        <X> e".
    """
    for text, source, target in CASES:
        try:
            answer = function(source.split(), target.split(), list(SENTINELS))
        except Exception as error:
            say(f"Not yet: it stops with {type(error).__name__}: {error}")
            return
        if answer is ... or answer is None:
            say(BLANK)
            return
        said = " ".join(map(str, answer))
        if said == f"{text} {target.split()[-1]}":
            say("Not yet: the last sentinel of the target is no word.")
            return
        if said != text:
            say(
                f'Not yet: "{source}" and "{target}" make "{text}", not '
                f'"{said}".'
            )
            return
    say("Right: source and target together hold the whole text, and no more.")
