"""Exercise: move spans from the source to the target.

Lesson: docs/transformer/encoder-decoder.md
"""

from collections.abc import Callable
from typing import Any

from unmasked.from_scratch.span_corruption import corrupt_spans
from unmasked.practice._answers import BLANK, is_blank, say

WORDS = [
    "we", "sailed", "at", "dawn", "and",
    "saw", "the", "white", "whale", "again",
]  # fmt: skip
SENTINELS = ["<X>", "<Y>", "<Z>"]


def check_spans(function: Callable[..., Any]) -> None:
    """Words, spans and sentinels give a source and a target.

    Example:
        >>> check_spans(lambda words, spans, sentinels: (words, words))
        Not yet: the source should be "we <X> dawn and saw the <Y> whale
        again", yours is "we sailed at dawn and saw the white whale
        again".
    """
    for spans in ([(1, 3), (7, 8)], [(0, 2)], [(8, 10)]):
        try:
            answer = function(list(WORDS), list(spans), list(SENTINELS))
        except Exception as error:
            blank = "ellipsis" in str(error)
            say(
                BLANK
                if blank
                else f"Not yet: it stops with {type(error).__name__}: {error}"
            )
            return
        if is_blank(answer):
            say(BLANK)
            return
        verdict = _judge(answer, spans)
        if verdict:
            say(verdict)
            return
    say(
        "Right: nothing is lost. Read the source, and put in at each sentinel "
        "what the target says there: the text is back."
    )


def _judge(answer: Any, spans: list[tuple[int, int]]) -> str | None:
    try:
        source, target = (" ".join(side) for side in answer)
    except (TypeError, ValueError):
        return "Not yet: return two lists of words, source and target."
    right = [" ".join(s) for s in corrupt_spans(WORDS, spans, SENTINELS)]
    if [source, target] == right:
        return None
    each = WORDS.copy()
    for start, stop in spans:
        each[start:stop] = ["<X>"] * (stop - start)
    if source == " ".join(each) != right[0]:
        return (
            "Not yet: one sentinel stands for a whole span, however long, and "
            "the next span gets the next sentinel. The model is not told how "
            "many words are gone."
        )
    if source != right[0]:
        return (
            f'Not yet: the source should be "{right[0]}", yours is "{source}".'
        )
    if f"{target} {SENTINELS[len(spans)]}" == right[1]:
        return (
            "Not yet: the target lacks its last sentinel, which says that "
            "nothing more is missing. Without it nobody knows when to stop."
        )
    gone = " ".join(" ".join(WORDS[a:b]) for a, b in spans)
    if target == gone:
        return (
            "Not yet: the target has the words and no sentinels: it does not "
            "say which gap they fill."
        )
    if target == " ".join(WORDS):
        return (
            "Not yet: the target is the whole text. That is an objective too, "
            "and a dearer one. Here only what is missing is asked for."
        )
    return f'Not yet: the target should be "{right[1]}", yours is "{target}".'
