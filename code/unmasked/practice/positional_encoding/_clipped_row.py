"""Exercise: which vector of Shaw's table a pair of tokens gets.

Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Callable
from typing import Any

from unmasked.practice._answers import call, say

CASES = ((5, 9, 2), (5, 5, 2), (5, 6, 2), (5, 4, 2), (9, 2, 3))


def check_clipped_row(function: Callable[[int, int, int], Any]) -> None:
    """The row for query i and key j, if distances are clipped at k.

    Example:
        >>> check_clipped_row(lambda i, j, k: j - i + k)
        Not yet: i=5, j=9, k=2 gives row 6, and the table has rows 0 to
        4. Clip j − i to −k … k first.
    """
    for i, j, k in CASES:
        answer = call(function, i, j, k)
        if isinstance(answer, str):
            say(answer)
            return
        right = max(-k, min(k, j - i)) + k
        if answer.shape != () or answer != right:
            say(_reason(answer.tolist(), right, (i, j, k)))
            return
    say(
        "Right: 2k + 1 rows, the middle one for the token itself, and one at "
        "each end for all that is farther away."
    )


def _reason(answer: Any, right: int, case: tuple[int, int, int]) -> str:
    i, j, k = case
    where = f"Not yet: i={i}, j={j}, k={k} gives row {answer}"
    if answer == max(-k, min(k, j - i)):
        return f"{where}. Rows are counted from 0: add k."
    if answer == max(-k, min(k, i - j)) + k:
        return f"{where}. The sign is turned round: it is j − i, the key ahead."
    if not isinstance(answer, list) and not 0 <= answer <= 2 * k:
        return (
            f"{where}, and the table has rows 0 to {2 * k}. Clip j − i to "
            "−k … k first."
        )
    return f"{where}. It should be {right}."
