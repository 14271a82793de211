"""Exercise: how many draws make a spread ten times smaller.

Lesson: docs/start/how-this-course-works.md
"""

from typing import Any

from unmasked.practice._answers import numbers, say


def check_questions(answer: Any) -> None:
    """How many questions a seed needs, if 20 spread by 6.7 points.

    Example:
        >>> check_questions(200)
        Not yet: ten times the questions make the spread about three
        times smaller. It falls with the square root.
    """
    found = numbers(answer, shape=())
    if isinstance(found, str):
        say(found)
    elif found == 2000:
        say(
            "Right. A hundred times the work for ten times the precision: "
            "that is why a difference of a tenth of a point is so dear."
        )
    elif found == 200:
        say(
            "Not yet: ten times the questions make the spread about three "
            "times smaller. It falls with the square root."
        )
    elif found == 2:
        say("Not yet: fewer questions spread more, not less.")
    else:
        say(
            f"Not yet: with {found:g} questions the spread is "
            f"{100 * (0.09 / found) ** 0.5:.2g} points."
            if found > 0
            else "Not yet: a number of questions is above 0."
        )
