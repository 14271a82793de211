"""Sentences, what means the same in other words, and what shares their words.

Lesson: docs/transformer/encoder-decoder.md
"""

from typing import NamedTuple


class Triple(NamedTuple):
    """A sentence, its paraphrase, and a lure: other meaning, same words."""

    asked: str
    same: str
    lure: str


TRIPLES = [
    Triple(
        "The bank raised its interest rates.",
        "Borrowing money became more expensive.",
        "The river raised its level at the bank.",
    ),
    Triple(
        "He could not sleep because of the noise.",
        "The racket kept him awake all night.",
        "He made no noise because she could not sleep before.",
    ),
    Triple(
        "The ship sank in the storm.",
        "A vessel went down in bad weather.",
        "The storm hit the town after the ship had left.",
    ),
    Triple(
        "She teaches children to read.",
        "Her job is helping pupils learn their letters.",
        "She read a book about children to her friends.",
    ),
    Triple(
        "The soup is too salty.",
        "Someone put far too much seasoning in this broth.",
        "The soup is too hot to be eaten now.",
    ),
    Triple(
        "My phone battery died.",
        "The mobile ran out of power.",
        "My phone fell and its screen died.",
    ),
    Triple(
        "The court found him guilty.",
        "Judges convicted the man.",
        "The court was found near the station by him.",
    ),
    Triple(
        "Plants need light to grow.",
        "Without sunshine, vegetation does not thrive.",
        "Light plants are easy to move when they grow.",
    ),
    Triple(
        "The team lost the final match.",
        "They were beaten in the last game.",
        "The team lost its bags before the final match.",
    ),
    Triple(
        "Prices fell after the harvest.",
        "Food got cheaper once the crops were in.",
        "The leaves fell after the harvest.",
    ),
    Triple(
        "The doctor told me to rest.",
        "I was advised by my physician to take it easy.",
        "The doctor told me the rest of the story.",
    ),
    Triple(
        "A fire destroyed the library.",
        "The building full of books burned down.",
        "A library book about fire was returned.",
    ),
    Triple(
        "The train was an hour late.",
        "We arrived sixty minutes behind schedule by rail.",
        "The train was booked an hour before it was late at night.",
    ),
    Triple(
        "The president signed the bill.",
        "A new law was approved by the head of state.",
        "The president paid the bill and signed a book.",
    ),
    Triple(
        "It rained all week.",
        "For seven days the weather was wet.",
        "It took all week to paint the rain barrel.",
    ),
    Triple(
        "The company fired half of its workers.",
        "Many employees lost their jobs at the firm.",
        "Half of the company watched the workers light a fire.",
    ),
    Triple(
        "He is afraid of dogs.",
        "Hounds scare him.",
        "He is fond of dogs and walks them.",
    ),
    Triple(
        "The museum is closed on Mondays.",
        "You cannot visit the gallery at the start of the week.",
        "The museum shop sells calendars that start on Mondays.",
    ),
    Triple(
        "The child broke the window.",
        "A kid smashed the pane of glass.",
        "The child sat at the window during the break.",
    ),
    Triple(
        "They got married in spring.",
        "Their wedding took place in April.",
        "They got water from a spring.",
    ),
]

REVIEWS = {  # and whether each recommends
    "I fell asleep after ten minutes.": False,
    "I could not put it down.": True,
    "What a waste of an evening.": False,
    "We laughed from the first scene to the last.": True,
    "The plot makes no sense at all.": False,
    "Go and see it twice.": True,
    "Not even the actors seemed to care.": False,
    "It stayed with me for days.": True,
    "I want my money back.": False,
    "Every minute was worth it.": True,
    "A dull film with a silly ending.": False,
    "A warm and clever story, well told.": True,
}
