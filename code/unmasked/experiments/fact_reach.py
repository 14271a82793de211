"""Claim: an edit reaches every fact whose key overlaps with the edited one.

After an edit of rank one, what the layer writes for another fact has changed
by the wanted change times uᵀk′/uᵀk. With u = k that is the overlap of two
keys; with u = C⁻¹k it is next to nothing for the keys that went into C.

Lesson: docs/transformer/feed-forward.md
"""

from typing import NamedTuple

import plotly.graph_objects as go
import torch
from jaxtyping import Bool, Float
from numpy import ndarray
from plotly.subplots import make_subplots

from unmasked.experiments._memory_edits import EDITS, edited
from unmasked.experiments._small_facts import (
    ANIMALS,
    PEOPLE,
    VERBS,
    facts,
    learned,
    memory,
)

SHAPE = (len(PEOPLE), len(VERBS))


class Reach(NamedTuple):
    """What an edit does to each fact, a row a person, a column a verb.

    Attributes:
        share: for each kind of edit, the part of the change that is felt.
        lost: for each, whether another fact has changed its answer.
        before: what the fact was.
        after: what it was made.
    """

    share: dict[str, Float[ndarray, "people verbs"]]
    lost: dict[str, Bool[ndarray, "people verbs"]]
    before: str
    after: str


def measure(
    *, seed: int = 0, person: str = "Ada", verb: str = "likes", animal: str
) -> Reach:
    """Learn 80 facts, rewrite one of them, and ask all.

    Args:
        seed: of the facts and the weights.
        person: whose fact.
        verb: which of theirs.
        animal: the new answer.

    Raises:
        ValueError: if there is no such person, verb or animal.

    Example:
        >>> reach = measure(animal="owl")
        >>> float(reach.share["plain"][0, 0]), reach.after
        (1.0, 'owl')
    """
    for name, known in ((person, PEOPLE), (verb, VERBS), (animal, ANIMALS)):
        if name not in known:
            raise ValueError(f"{name!r} is none of {', '.join(known)}")
    drawn = facts(seed)
    held = memory(learned(drawn, seed=seed), drawn.people, drawn.verbs)
    fact = PEOPLE.index(person) * len(VERBS) + VERBS.index(verb)
    share, lost = {}, {}
    for how in EDITS:
        new = edited(held, fact, ANIMALS.index(animal), how=how)
        felt = held.keys @ (new.values - held.values).T
        whole = felt[fact]
        share[how] = (felt @ whole / (whole @ whole)).reshape(SHAPE).numpy()
        moved = new.answers() != held.answers()
        moved[fact] = False
        lost[how] = moved.reshape(SHAPE).numpy()
    before = ANIMALS[int(torch.argmax(held.scores()[fact]))]
    return Reach(share, lost, before, animal)


def draw(reach: Reach) -> go.Figure:
    """Draw how much of the edit each fact feels, for both kinds."""
    figure = make_subplots(
        cols=2,
        shared_yaxes=True,
        horizontal_spacing=0.04,
        subplot_titles=("along the key", "weighed by C⁻¹"),
    )
    for column, how in enumerate(EDITS, start=1):
        figure.add_heatmap(
            z=reach.share[how].round(3),
            x=VERBS,
            y=PEOPLE,
            zmin=0,
            zmax=1,
            text=[["✗" if x else "" for x in row] for row in reach.lost[how]],
            texttemplate="%{text}",
            colorscale=[[0, "rgba(128,128,128,0.08)"], [1, "#c2410c"]],
            showscale=False,
            xgap=2,
            ygap=1,
            row=1,
            col=column,
        )
    figure.update_yaxes(autorange="reversed", dtick=1)
    figure.update_xaxes(tickangle=-60)
    figure.update_layout(height=580, margin={"t": 50})
    return figure
