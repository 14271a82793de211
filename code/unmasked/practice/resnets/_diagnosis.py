"""Exercise: tell overfitting from degradation by four errors.

Lesson: docs/start/resnets.md
"""

from typing import Any

from unmasked.practice._answers import BLANK, is_blank, say

# Training and test error in percent: of the shallow network, of the deep one.
CASES = {
    "A": ((6, 9), (1, 12)),
    "B": ((6, 9), (10, 13)),
    "C": ((6, 9), (3, 7)),
}
RIGHT = {"A": "overfitting", "B": "degradation", "C": "neither"}
REASONS = {
    "A": "the deep network fits the training data better and does worse on "
    "new data. Which of the two names is for that?",
    "B": "the deep network is worse on the very data it was trained on. That "
    "it is worse on new data too follows from it.",
    "C": "the deep network is better at both. Nothing is wrong with it.",
}


def check_diagnosis(answers: Any) -> None:
    """A name for each of the three cases.

    Example:
        >>> check_diagnosis(["overfitting", "overfitting", "neither"])
        Not yet: in case B the deep network is worse on the very data it
        was trained on. That it is worse on new data too follows from
        it.
    """
    if is_blank(answers):
        say(BLANK)
        return
    if not isinstance(answers, list | tuple) or len(answers) != len(CASES):
        say("Not yet: give three names in a list, for A, B and C.")
        return
    say(_judge([str(answer).strip().lower() for answer in answers]))


def _judge(answers: list[str]) -> str:
    for case, answer in zip(CASES, answers, strict=True):
        if answer not in RIGHT.values():
            names = ", ".join(RIGHT.values())
            return f"Not yet: {answer!r} is none of the names {names}."
        if answer != RIGHT[case]:
            return f"Not yet: in case {case} {REASONS[case]}"
    return "Right: the training error tells them apart."
