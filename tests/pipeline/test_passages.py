"""Which places of a page can answer a question, and how they read."""

import pytest

from course.passages import Place, places

PAGE = """
<nav><p>Not in the article at all.</p></nav>
<article><h1 id="top">Masks<a class="headerlink" href="#top">¶</a></h1>
{body}
</article>
"""


def found(body: str) -> list[Place]:
    return places(PAGE.format(body=body))


def test_a_paragraph_belongs_to_the_heading_before_it():
    (place,) = found('<h2 id="why">Why</h2><p>Because it\n  works.</p>')
    assert place == Place(
        "text", "why", "Why", "Because it works.", "Because it works."
    )


def test_points_rows_and_captions_are_places_of_their_own():
    texts = [
        place.text
        for place in found(
            "<ul><li><p>The first point here</p></li></ul>"
            "<table><tbody><tr><td>a key</td><td>what is found</td></tr>"
            "</tbody></table><figure><figcaption>Look at this.</figcaption>"
            "</figure>"
        )
    ]
    assert texts == [
        "The first point here",
        "a key; what is found;",
        "Look at this.",
    ]


def test_an_authored_answer_is_one_place_with_its_question():
    (place,) = found(
        '<details class="question"><summary>Why a mask?</summary>'
        "<p>To hide.</p><p>And to seek.</p></details>"
    )
    assert (place.kind, place.title) == ("answer", "Why a mask?")
    assert place.text == "To hide. And to seek."
    assert place.start.startswith("Why a mask?")


def test_a_misconception_is_an_answer():
    (place,) = found(
        '<div class="admonition misconception">'
        '<p class="admonition-title">“It is invariant.”</p><p>No.</p></div>'
    )
    assert (place.kind, place.title) == ("answer", "“It is invariant.”")


@pytest.mark.parametrize(
    "body",
    [
        '<section class="quiz"><p>Which one is right?</p></section>',
        '<details class="success"><summary>Solution</summary>'
        "<p>This is the solution.</p></details>",
        '<h2 id="practice-x">Practice</h2><p>Set the three weights.</p>',
        "<table><tbody><tr><td>1</td><td>2.5</td></tr></tbody></table>",
        "<pre><code>print(1) and more words</code></pre>",
    ],
    ids=["question", "solution", "task", "numbers", "code"],
)
def test_nothing_is_given_away_and_numbers_say_nothing(body):
    assert found(body) == []


def test_terms_come_once_with_their_definition():
    term = '<abbr title="It hides.">mask</abbr>'
    (text, place) = found(f"<p>A {term} and the other {term}.</p>")
    assert text.kind == "text"
    assert place == Place("term", "top", "mask", "It hides.", "mask")


def test_formulas_read_as_one_would_type_them():
    math = (
        '<span class="katex-mathml"><math><mfrac><mn>1</mn><msqrt><msub>'
        "<mi>d</mi><mi>k</mi></msub></msqrt></mfrac><mo>+</mo><msubsup>"
        "<mi>x</mi><mi>i</mi><mn>2</mn></msubsup></math></span>"
        '<span class="katex-html">1dkxi2</span>'
    )
    (place,) = found(f"<p>The scale is {math} for all.</p>")
    assert place.text == "The scale is 1/√d_k+x_i^2 for all."


def test_sentences_are_told_apart():
    (place,) = found("<p>One is here. Two, e.g. this. Why? So it is.</p>")
    assert place.sentences == [
        "One is here.",
        "Two, e.g. this.",
        "Why?",
        "So it is.",
    ]


def test_a_page_without_article_has_no_places():
    assert places("<p>Some words that stand alone.</p>") == []
