"""What the parser sees on a page, and what it refuses."""

import pytest

from course.page import PageError, lab
from course.page_parser import parse


def bodies(text):
    return [block.body for block in parse(text).runs]


def error(text, **options):
    with pytest.raises(PageError) as caught:
        parse(text, "docs/page.md", **options)
    return str(caught.value)


def test_a_python_fence_is_a_block():
    assert bodies("text\n\n```python\nx = 1\n```\n") == ["x = 1\n"]


@pytest.mark.parametrize(
    "opening",
    ['!!! note "Title"\n\n    ', '=== "Tab"\n\n    ', "1. item\n\n    ", "> "],
)
def test_a_block_may_stand_in_an_admonition_a_tab_a_list_or_a_quote(opening):
    indent = opening.split("\n")[-1]
    lines = ["```python", "if True:", "    x = 1", "```"]
    text = opening + ("\n" + indent).join(lines) + "\n"
    assert bodies(text) == ["if True:\n    x = 1\n"]


def test_an_example_nested_in_a_longer_fence_is_not_run():
    text = "````markdown\n```python\nx\n```\n````\n\n```python\ny\n```\n"
    assert bodies(text) == ["y\n"]


def test_an_example_nested_in_tildes_is_not_run():
    assert bodies("~~~\n```python\nx\n```\n~~~\n") == []


def test_a_block_in_a_comment_is_not_run():
    assert bodies("<!--\n```python\nx\n```\n-->\n\n```python\ny\n```\n") == [
        "y\n"
    ]


def test_a_fence_in_a_quiz_is_an_example():
    text = "```quiz id\nQ\n\n    ```python\n    x\n    ```\n\n- [x] a\n```\n"
    assert bodies(text) == []


def test_a_region_of_the_package_is_shown_and_not_run():
    page = parse('```python\n--8<-- "unmasked/x.py:region"\n```\n')
    assert page.blocks[0].is_snippet
    assert page.runs == ()


def test_options_stand_in_braces():
    text = '```python {raises="ValueError" title="a b" figure="map-2"}\nx\n```'
    assert parse(text).blocks[0].options == {
        "raises": "ValueError",
        "title": "a b",
        "figure": "map-2",
    }


def test_a_block_that_is_not_run_says_why():
    block = parse('```python {no-run="needs a GPU"}\nx\n```').blocks[0]
    assert not block.is_run
    assert block.options["no-run"] == "needs a GPU"


@pytest.mark.parametrize(
    ("info", "reason"),
    [
        ("python {no-run}", 'write no-run="…", once'),
        ("python {raises}", 'write raises="…", once'),
        ('python {fold="a" fold="b"}', 'write fold="…", once'),
        ('python {colour="red"}', "no option 'colour'"),
        ('python {prints="html"}', 'or prints="markdown"'),
        ('python title="x"', "options stand in braces"),
        ("python {=}", "cannot read options at: ="),
        ('python {figure="Head Map"}', "lower case"),
        ('python {no-run="slow" figure="x"}', "neither raises nor draws"),
        ("py", "write the language of a block as `python`"),
        ("{.python}", "write the language of a block as `python`"),
    ],
)
def test_a_malformed_opening_is_an_error_with_file_and_line(info, reason):
    message = error(f"text\n\n```{info}\nx\n```\n")
    assert message.startswith("docs/page.md:3: ")
    assert reason in message


def test_a_fence_that_is_never_closed_is_an_error():
    assert error("a\n\n```python\nx\n``\n").startswith("docs/page.md:3: ")


def test_a_line_indented_less_than_its_fence_is_an_error():
    text = "- item\n\n    ```python\n    x\n  y\n    ```\n"
    assert error(text).startswith("docs/page.md:5: ")


def test_a_fence_behind_a_bullet_is_an_error():
    assert "line of its own" in error("- ```python\n  x\n  ```\n")


def test_line_numbers_count_the_front_matter():
    text = "---\ntitle: x\n---\n\n```python\nx\n```\n"
    assert parse(text).blocks[0].line == 5
    body = text.removeprefix("---\ntitle: x\n---\n")
    assert parse(body, first_line=4).blocks[0].line == 5


def expressions(text):
    return [value.expression for value in parse(text).values]


def test_inline_values_are_found_in_prose_tables_titles_and_captions():
    text = (
        '# At `{python} a`\n\n| n | `{python} b` |\n\n!!! note "`{python} c`"\n'
        "\n    text `{python} d`\n\n"
        '![Alt `{python} e`.](figure:x "Caption `{python} f`.")\n'
    )
    assert expressions(text) == list("abcdef")


def test_inline_values_are_found_in_quizzes_and_not_in_other_fences():
    text = (
        "```quiz id\nQ `{python} a`\n\n"
        "    ```text\n    `{python} no`\n    ```\n"
        "= `{python} b` ± 0\n```\n\n```text\n`{python} no`\n```\n"
    )
    assert expressions(text) == ["a", "b"]


def test_an_inline_value_shown_as_code_is_left_alone():
    assert expressions("write `` `{python} x` ``\n") == []


def test_an_inline_value_may_wrap():
    assert expressions("> is `{python} f(a,\n> b)` long\n") == ["f(a, b)"]


def test_the_place_of_an_inline_value_is_exact():
    page = parse("one\ntwo `{python} x` three\n")
    (value,) = page.values
    assert value.line == 2
    assert page.text[value.start : value.end] == "`{python} x`"


def test_an_empty_inline_value_is_an_error():
    assert (
        error("a\nb `{python} `\n") == "docs/page.md:2: an empty inline value"
    )


def test_steps_are_in_the_order_of_the_page():
    text = "`{python} 1`\n\n```python\na\n```\n\n`{python} 2`\n"
    assert [step.line for step in parse(text).steps] == [1, 3, 7]


def test_a_figure_brings_its_words():
    text = '![It\nfalls.](figure:loss-2 "At *width* $d$ \\"x\\".")\n'
    (figure,) = parse(text).figures
    assert figure.name == "loss-2"
    assert figure.alt == "It\nfalls."
    assert figure.caption == 'At *width* $d$ "x".'


def test_a_figure_shown_as_code_is_left_alone():
    assert parse('Write `![alt](figure:x "c")` so.\n').figures == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('![](figure:x "Caption.")', "no text alternative"),
        ('![ ](figure:x "Caption.")', "no text alternative"),
        ("![Alt](figure:x)", "no caption"),
        ('![Alt](figure:x "")', "no caption"),
        ('See ![Alt](figure:x "Caption.")', "paragraph of its own"),
        ('![A](figure:x "C")\n![B](figure:y "D")', "paragraph of its own"),
    ],
)
def test_a_figure_without_its_words_or_place_is_an_error(text, reason):
    message = error("a\n\n" + text + "\n")
    assert message.startswith("docs/page.md:3: ")
    assert reason in message


def test_a_figure_placed_twice_is_an_error():
    text = '![A](figure:x "C")\n\n![A](figure:x "C")\n'
    assert error(text) == ("docs/page.md:3: line 1 already places figure 'x'")


def test_a_figure_drawn_twice_is_an_error():
    block = '```python {figure="x"}\nfig.show()\n```\n\n'
    assert error(block * 2) == "docs/page.md:5: line 1 already draws figure 'x'"


def test_a_figure_may_stand_in_a_quiz():
    text = '```quiz id\nQ\n\n![A](figure:x "C")\n\n= 1\n```\n'
    page = parse(text)
    assert [page.is_asked(figure) for figure in page.figures] == [True]


def test_the_code_of_a_question_about_output_is_run():
    text = (
        "`{python} a`\n\n```quiz id {print}\nQ `{python} b`\n\n"
        "    print(1)\n\nSo.\n```\n"
    )
    page = parse(text)
    assert [value.expression for value in page.values] == [
        "a",
        "b",
        "print(1)\n",
    ]
    assert page.runs == ()
    assert page.values[2].line == 6


@pytest.mark.parametrize(
    ("code", "count"), [("", 0), ("    a\n\nand\n\n    b\n", 2)]
)
def test_a_question_about_output_has_one_piece_of_code(code, count):
    text = "```quiz id {print}\nQ\n\n" + code + "\nSo.\n```\n"
    assert f"not {count}" in error(text)


def test_a_lab_is_a_page_of_its_cells():
    page = lab("docs/labs/x.py", [(3, "a = 1\n"), (9, "b = 2\n")])
    assert [block.line for block in page.runs] == [2, 8]
    assert page.text.split("\n")[8] == "b = 2"
    assert page.is_lab
