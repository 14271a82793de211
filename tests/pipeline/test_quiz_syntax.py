from textwrap import dedent

import pytest

from course.quiz_syntax import QuizError, parse

OPTIONS = """\
How large?

- [ ] twice
  > It is the variance that doubles.
- [x] as large as before,
  whatever the length
  > Dividing takes the length out.
  >
  > A second paragraph.
- [ ] half
  > No.

The whole story.
"""


def quiz(body, info="scores-scale", printed=""):
    return parse(info, dedent(body).splitlines(), printed)


def test_the_parts_of_a_question_are_told_apart():
    question = quiz(OPTIONS, 'scores-scale {section="scores"}')
    assert question.id == "scores-scale"
    assert question.kind == "one"
    assert question.section == "scores"
    assert question.question == "How large?"
    assert [o.right for o in question.options] == [False, True, False]
    assert question.options[1].text == (
        "as large as before,\nwhatever the length"
    )
    assert question.options[1].why == (
        "Dividing takes the length out.\n\nA second paragraph."
    )
    assert question.explanation == "The whole story."


def test_several_right_options_are_a_question_of_kind_many():
    body = OPTIONS.replace("- [ ] half", "- [x] half")
    assert quiz(body, "a {many}").kind == "many"


@pytest.mark.parametrize(
    ("line", "answers", "tolerance", "unit"),
    [
        ("= 0.5 ± 0.01 nats", ["0.5"], "0.01", "nats"),
        ("= -3 ± 0", ["-3"], "0", ""),
        ("= 1e-3 ± 1e-4", ["1e-3"], "1e-4", ""),
        ("= 64 bytes per token", ["64"], "0", "bytes per token"),
    ],
)
def test_a_number_has_a_tolerance_and_a_unit(line, answers, tolerance, unit):
    question = quiz(f"How many?\n\n{line}\n\nBecause.\n")
    assert question.kind == "number"
    assert question.answers == answers
    assert (question.tolerance, question.unit) == (tolerance, unit)


def test_words_are_alternatives():
    question = quiz('Which?\n\n= softmax\n= "2D"\n\nBecause.\n')
    assert question.kind == "text"
    assert question.answers == ["softmax", "2D"]


def test_what_looks_like_syntax_inside_a_fence_is_code():
    question = quiz("""\
        What does this print?

        ```python
        x = [[1, 2]]
        - [x] no option
        = 3
        ```

        - [ ] this:

          ```pycon
          >>> x
          ```
          > Not quite:
          >
          > ```text
          > - [ ] no option either
          > ```
        - [x] `[[1, 2]]`
          > Yes.
    """)
    assert "- [x] no option\n= 3" in question.question
    assert [o.right for o in question.options] == [False, True]
    assert question.options[0].text == "this:\n\n```pycon\n>>> x\n```"
    assert "- [ ] no option either" in question.options[0].why


WHY = "- [ ] a\n  > why\n"
RIGHT = "- [x] b\n  > why\n"


@pytest.mark.parametrize(
    ("body", "reason", "line"),
    [
        ("Q\n\n" + WHY + WHY.replace("a", "c"), "no right option", 3),
        ("Q\n\n" + WHY + "- [x] b\n", "no `>` explanation .* 'b'", 5),
        ("Q\n\n" + RIGHT, "one option is no choice", 3),
        ("Q\n\n" + RIGHT + RIGHT.replace("b", "c"), "2 right .*many", 3),
        ("Q\n\n" + RIGHT + WHY.replace("a", "b"), "'b' twice", 5),
        ("Q\n\n" + WHY + "- [X] b\n", r"write `- \[ \] text`", 5),
        ("Q\n\n" + WHY + "-[x] b\n", r"write `- \[ \] text`", 5),
        ("Q\n\n" + WHY + "* [x] b\n", r"write `- \[ \] text`", 5),
        ("Q\n\n" + WHY + "- [x]\n", r"write `- \[ \] text`", 5),
        ("Q\n\n" + RIGHT + "   - [ ] a\n", r"write `- \[ \] text`", 5),
        ("Q\n\n" + RIGHT + WHY + "So.\n" + WHY, "after the explanation", 8),
        ("Q\n\n" + RIGHT + "  and\n" + WHY, "start each line of a reason", 5),
        ("Q\n\n- [x] b\n c\n", "indent what belongs to an option", 4),
        (RIGHT + WHY, "no question", 0),
        ("Q\n", "no options and no `=` answer", 0),
        ("Q\n\n" + RIGHT + WHY + "= 3\n", "not both", 7),
        ("Q\n\n= 3\n", "no explanation after the answer", 0),
        ("Q\n\n= 3\n\nSo.\n= 4\n", "answer after the explanation", 6),
        ("Q\n\n= 3\n  x\n\nSo.\n", "indented line after the answer", 4),
        ("Q\n\n= 0.5 ± some\n\nSo.\n", "not a number such as", 3),
        ("Q\n\n= 2D\n\nSo.\n", "not a number such as", 3),
        ("Q\n\n= nan\n\nSo.\n", "not a number such as", 3),
        ("Q\n\n= 1e999 ± 1\n\nSo.\n", "not a number such as", 3),
        ("Q\n\n= 2,048\n\nSo.\n", "not a number such as", 3),
        ("Q\n\n= 0.5\n\nSo.\n", "'0.5' needs a tolerance", 3),
        ("Q\n\n= 3\n= 4\n\nSo.\n", "one number is enough", 3),
        ("Q\n\n= a|b\n\nSo.\n", "no `|` in a typed answer", 3),
        ("Q\n\n```python\n- [x] b\n", "not closed by ```", 4),
    ],
)
def test_a_malformed_quiz_is_an_error_with_its_line(body, reason, line):
    with pytest.raises(QuizError, match=f"^quiz scores-scale: .*{reason}") as e:
        quiz(body)
    assert e.value.line == line


@pytest.mark.parametrize(
    ("info", "reason"),
    [
        ("", "the opening line is"),
        ("Scores", "the opening line is"),
        ("a b", "the opening line is"),
        ("a {many", "the opening line is"),
        ("a {mayn}", "unknown option 'mayn'"),
    ],
)
def test_a_malformed_opening_line_is_an_error(info, reason):
    with pytest.raises(QuizError, match=reason):
        quiz(OPTIONS, info)


def test_many_is_for_options():
    with pytest.raises(QuizError, match=r"\{many\} needs options"):
        quiz("Q\n\n= 3\n\nSo.\n", "a {many}")


STEPS = """\
In which order?

1. scores
   > first
2. weights
   with a softmax
   > then
3. average
   > last

So.

1. This is no step.
"""


def test_steps_are_written_in_the_right_order_and_shown_in_another():
    question = quiz(STEPS, "steps {order}")
    assert question.kind == "order"
    written = ["scores", "weights\nwith a softmax", "average"]
    assert [option.text for option in question.options] == written
    assert [option.why for option in question.options] == [
        "first",
        "then",
        "last",
    ]
    assert question.explanation == "So.\n\n1. This is no step."
    for number in range(20):
        shown = quiz(STEPS, f"steps-{number} {{order}}").scrambled()
        assert sorted(option.text for option in shown) == sorted(written)
        assert [option.text for option in shown] != written


PAIRS = """\
What goes together?

- `x[::2]` :: every second
  > yes
- $q \\cdot k$ :: a score
  > yes
- :: a weight
  > no
"""


def test_pairs_have_two_sides_and_partners_may_be_left_over():
    question = quiz(PAIRS, "pairs {match}")
    assert question.kind == "match"
    assert [(o.text, o.partner, o.right) for o in question.options] == [
        ("`x[::2]`", "every second", True),
        ("$q \\cdot k$", "a score", True),
        ("", "a weight", False),
    ]


PRINTS = """\
What does this print?

    print((2, 3))

- [ ] `(3, 2)`
  > no
- [x] `(2, 3)`
  > yes
- [ ] an error
  > no
"""


def test_the_output_is_the_right_option():
    question = quiz(PRINTS, "prints {print}", "(2, 3)\n")
    assert (question.kind, question.answers) == ("one", [])


def test_the_output_is_the_answer_to_be_typed():
    body = "What?\n\n    print(1)\n    print(2)\n\nOne, two.\n"
    question = quiz(body, "prints {print}", "1\n2\n")
    assert (question.kind, question.answers) == ("print", ["1\n2"])
    assert question.question == "What?\n\n    print(1)\n    print(2)"
    assert question.explanation == "One, two."


@pytest.mark.parametrize(
    ("body", "info", "printed", "reason", "line"),
    [
        (PRINTS, "{print}", "(3, 2)", r"marked wrong.*prints '\(3, 2\)'", 5),
        (PRINTS, "{print}", "(2, 4)", r"marked right.*prints '\(2, 4\)'", 7),
        (PRINTS, "{print}", "", "the code prints nothing", 0),
        ("Q\n\n    x\n\n= 3\n", "{print}", "3", "no `=` line", 5),
        ("Q\n\n    x\n", "{print}", "3", "no explanation", 0),
        (STEPS.replace("2. w", "3. w"), "{order}", "", "this is step 2", 5),
        (STEPS.replace("2. w", "2) w"), "{order}", "", "write a step as", 5),
        (STEPS.replace("   > then\n", ""), "{order}", "", "no `>` expl", 5),
        ("Q\n\n1. a\n  > b\n", "{order}", "", "indent what belongs", 4),
        ("Q\n\n1. a\n   > b\n", "{order}", "", "is no choice", 3),
        ("Q\n\n= 3\n\nSo.", "{order}", "", "needs steps", 0),
        (PAIRS.replace("- :: a w", "- a w"), "{match}", "", "write a pair", 7),
        (PAIRS.replace("a weight", "a score"), "{match}", "", "twice", 7),
        (
            PAIRS.replace("- $q \\cdot k$ ::", "- ::"),
            "{match}",
            "",
            "at least two",
            3,
        ),
        (PAIRS, "{match order}", "", "not both", 0),
        (PAIRS, '{section="a" leads="b"}', "", "section or leads", 0),
    ],
)
def test_other_kinds_are_read_as_strictly(body, info, printed, reason, line):
    with pytest.raises(QuizError, match=reason) as error:
        quiz(body, f"a {info}", printed)
    assert error.value.line == line


CLAIM = "- [{}] a\n  > why\n  true if {}\n- [{}] b\n  > why\n"


def test_an_option_may_be_what_the_run_says():
    question = quiz("Q\n\n" + CLAIM.format("x", "True", " "))
    assert question.options[0].holds == "True"
    assert question.options[0].why == "why"


@pytest.mark.parametrize(
    ("claim", "reason", "line"),
    [
        (CLAIM.format(" ", "True", "x"), "marked wrong, .* is True", 3),
        (CLAIM.format("x", "False", " "), "marked right, .* is False", 3),
        (CLAIM.format("x", "tensor(True)", " "), "write true if", 5),
        (CLAIM.format("x", "True\n  > more", " "), "nothing comes after", 6),
    ],
)
def test_an_option_that_the_run_contradicts_is_an_error(claim, reason, line):
    with pytest.raises(QuizError, match=reason) as error:
        quiz("Q\n\n" + claim)
    assert error.value.line == line
