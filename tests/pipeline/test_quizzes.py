import re

import pytest

from course import quizzes
from course.page import PageError
from course.project import Project
from course.quiz_question import Question
from course.quizzes import bank
from tests.pipeline.tiny_site import Site

QUIZ = """\
# Lesson

## Scores

```quiz first
What is $x$?

- [ ] `[[1, 2]]`
  > It is *not*.
- [x] right
  > It is, see [there](#scores).

So.
```

## Quiz {#end}

```quiz second {many section="scores"}
Which?

- [x] a
  > yes
- [x] b
  > yes
- [ ] c
  > no
```

```quiz third
How many?

= `{python} 4 * d` ± 0.5 bytes

Because.
```

```quiz fourth
What is it called?

= softmax
= soft "max"

Because.
```

## After
"""


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path)
    site.write(QUIZ)
    site.store("lesson.md", "256")
    return site


def section(page, name):
    pattern = rf'<section class="quiz" id="quiz-{name}".*?</section>'
    return re.search(pattern, page, re.DOTALL)[0]


def test_everything_is_there_without_a_script(site):
    first = section(site.convert(), "first")
    assert 'data-kind="one"' in first
    assert '<ul class="quiz__options"><li data-place="1"><div' in first
    assert "<code>[[1, 2]]</code>" in first
    assert first.count("data-right") == 1
    assert first.count('<details class="quiz__why">') == 2
    assert re.findall(r'quiz__verdict">(\w+)\.', first) == ["Wrong", "Right"]
    assert "It is <em>not</em>." in first
    answer = first.split('<details class="quiz__answer">')[1]
    assert re.search(
        r'<div class="quiz__key">\s*<p>right</p>\s*</div>\s*<p>So.</p>', answer
    )


def test_tags_are_closed_in_the_order_in_which_they_were_opened(site):
    void = {"input", "img", "br", "path"}
    for name in ("first", "second", "third", "fourth"):
        opened = []
        tags = re.findall(r"<(/?)([a-z]+)[^>]*?(/?)>", section(
            site.convert(), name
        ))  # fmt: skip
        for closing, tag, empty in tags:
            if closing:
                assert opened.pop() == tag
            elif not empty and tag not in void:
                opened.append(tag)
        assert opened == []


def test_the_section_to_read_again_is_a_link(site):
    second = section(site.convert(), "second")
    assert 'data-kind="many"' in second
    assert 'data-section="scores"' in second
    assert 'href="#scores">Where this is explained</a>' in second


@pytest.mark.parametrize(
    ("leads", "name"),
    [
        ("other.md#deep", "Another lesson, Deep inside"),
        ("other.md#shallow", ""),
        ("other.md", "Another lesson"),
        ("third.md#deep", ""),
        ("#deep", ""),
    ],
)
def test_what_is_explained_elsewhere_is_called_by_its_name(
    tmp_path, leads, name
):
    (tmp_path / "docs").mkdir()
    text = "# Another lesson\n\n## Deep inside {#deep}\n"
    (tmp_path / "docs" / "other.md").write_text(text)
    question = Question("a", "one", "?", leads=leads, page="docs/quiz.md")
    assert quizzes.teaches(question, Project(tmp_path)) == name


def test_a_question_that_leads_nowhere_is_an_error(site):
    site.write(QUIZ.replace('section="scores"', 'leads="a.md#b"'))
    site.store("lesson.md", "256")
    with pytest.raises(PageError, match=r"leads to 'a\.md#b', and there is no"):
        site.convert()


def test_the_concept_is_named_as_the_glossary_heads_it(site):
    site.write("# Glossary\n\n## ALiBi\n\nSlopes.\n", "reference/glossary.md")
    alone = QUIZ.split("```quiz third")[0]
    alone = alone.replace('"scores"}', '"scores" concept="alibi"}')
    site.write(alone.replace("quiz first", 'quiz first {concept="ALiBi"}'))
    for name in ("first", "second"):
        assert 'data-concept="ALiBi"' in section(site.convert(), name)


def test_only_those_under_the_heading_quiz_are_the_quiz(site):
    page = site.convert()
    groups = re.findall(r'id="quiz-(\w+)".*?data-group="(\w+)"', page)
    assert groups == [
        ("first", "recall"),
        ("second", "quiz"),
        ("third", "quiz"),
        ("fourth", "quiz"),
    ]


def test_a_number_is_computed_before_it_becomes_the_key(site):
    third = section(site.convert(), "third")
    for setting in (
        'data-kind="number"',
        'data-answer="256"',
        'data-tolerance="0.5"',
        'data-unit="bytes"',
        "<p>256 ± 0.5 bytes</p>",
    ):
        assert setting in third


def test_words_are_alternatives_and_safe_in_attributes(site):
    fourth = section(site.convert(), "fourth")
    assert 'data-answer="softmax|soft &quot;max&quot;"' in fourth
    assert "<code>softmax</code> or <code>soft &quot;max&quot;</code>" in (
        fourth.replace('soft "max"', "soft &quot;max&quot;")
    )


def test_quizzes_stay_out_of_the_search_index(site):
    page = site.convert()
    assert page.count("data-search-exclude>") >= 4
    for name in ("first", "second", "third", "fourth"):
        assert "data-search-exclude" in section(page, name).split(">")[0]


def test_the_bank_knows_every_question_and_its_place(site):
    questions = bank(site.project)
    assert [q.id for q in questions] == ["first", "second", "third", "fourth"]
    assert questions[2].answers == ["256"]
    assert questions[0].page == "docs/lesson.md"
    assert QUIZ.split("\n")[questions[1].line - 1] == (
        '```quiz second {many section="scores"}'
    )


def test_two_pages_cannot_share_an_id(site):
    site.write(QUIZ.replace("`{python} 4 * d`", "4"), "zoo.md")
    with pytest.raises(
        PageError,
        match=r"lesson.md:5: quiz first: docs/zoo.md:5 has the same id",
    ):
        bank(site.project)


def test_the_bank_is_not_read_while_values_are_unknown(site):
    site.write(QUIZ.replace("4 * d", "5 * d"))
    with pytest.raises(PageError, match="outputs are stale"):
        bank(site.project)
