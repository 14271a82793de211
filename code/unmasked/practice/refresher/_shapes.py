"""Exercise: say the shapes of products before running them.

Lesson: docs/start/refresher.md
"""

from typing import Any

from unmasked.practice._answers import BLANK, is_blank, say

RIGHT: dict[str, tuple[int, ...] | None] = {
    "x @ w": (4, 2),
    "w.T @ w": (2, 2),
    "x[0] @ w": (2,),
    "w @ x": None,
    "batch @ w": (7, 4, 2),
}
WHY = {
    "x @ w": "(4, 3) times (3, 2): the inner 3 goes, 4 and 2 stay",
    "w.T @ w": "w.T is (2, 3), so the 3 is summed away",
    "x[0] @ w": "x[0] has one axis, (3,), and an axis that is not there "
    "does not come back",
    "w @ x": "(3, 2) times (4, 3): the inner sizes are 2 and 4",
    "batch @ w": "the matrix product takes the last two axes; the 7 in front "
    "stays",
}


def check_shapes(answers: Any) -> None:
    """Shapes of five products; None where there is an error.

    Example:
        >>> check_shapes([(4, 2), (3, 3), (2,), None, (7, 4, 2)])
        Not yet: w.T @ w is not (3, 3). w.T is (2, 3), so the 3 is
        summed away.
    """
    say(_judge(answers))


def _judge(answers: Any) -> str:
    # None is an answer here, so only `...` is a blank.
    if any(a is ... or (a is not None and is_blank(a)) for a in answers):
        return BLANK
    if len(answers) != len(RIGHT):
        return f"Not yet: {len(answers)} answers for {len(RIGHT)} products."
    for (product, shape), answer in zip(RIGHT.items(), answers, strict=True):
        given = (answer,) if isinstance(answer, int) else answer
        if given is not None and not isinstance(given, list | tuple):
            return f"Not yet: {answer!r} is no shape. Write (4, 2), or None."
        if (None if given is None else tuple(given)) != shape:
            said = "an error" if given is None else f"{tuple(given)}"
            return f"Not yet: {product} is not {said}. {WHY[product]}."
    return "Right. Neighbors must agree, and they vanish; the rest stays."
