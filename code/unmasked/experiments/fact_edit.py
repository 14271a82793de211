"""Claim: one fact can be found in a feed-forward layer, read and rewritten.

A small layer learns 80 facts. For each fact: which hidden units answer to it,
and how many must be silenced until it is lost; then it is rewritten by adding
to the second matrix a matrix of rank one, and all other facts are asked again.

    W + (v* − W k) uᵀ / (uᵀ k),  u = k (plain)  or  u = C⁻¹ k (ROME)

with k the keys that answer to the fact, C = Σ k kᵀ over what else is to be
kept, and v* what the layer should write.

Source: Meng et al. 2022, "Locating and Editing Factual Associations in GPT",
§3.1, eq. 2, https://arxiv.org/abs/2202.05262
Lesson: docs/transformer/feed-forward.md
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
import torch

from unmasked.experiments._memory_edits import (
    EDITS,
    edited,
    lost_after,
    ranked,
    relatives,
)
from unmasked.experiments._small_facts import (
    ANIMALS,
    D_FF,
    VERBS,
    Facts,
    Knower,
    facts,
    learned,
    memory,
)


def look(model: Knower, known: Facts, *, seed: int, n: int) -> dict[str, Any]:
    """Find, silence and rewrite each of the first n facts."""
    held = memory(model, known.people, known.verbs)
    twins = memory(model, known.people, known.verbs + len(VERBS))
    before = held.answers()
    generator = torch.Generator().manual_seed(seed)
    found: dict[str, Any] = {
        "active": round(float((held.keys > 0).float().mean()), 4),
        "to lose": [],
        "lost besides": [],
        "to lose, at random": [],
    } | {how: [] for how in EDITS}
    for fact, answer in enumerate(known.answers.tolist()[:n]):
        count, besides = lost_after(held, fact, ranked(held, fact, answer))
        found["to lose"].append(count)
        found["lost besides"].append(besides)
        luck = torch.randperm(D_FF, generator=generator)
        found["to lose, at random"].append(lost_after(held, fact, luck)[0])
        shift = int(torch.randint(1, len(ANIMALS), (), generator=generator))
        animal = (answer + shift) % len(ANIMALS)
        for how in EDITS:
            new = edited(held, fact, animal, how=how)
            now = new.answers()
            twin = twins._replace(values=new.values).answers()
            kept = (now == before).float()
            found[how].append(
                {
                    "done": int(now[fact] == animal),
                    "twin": int(twin[fact] == animal),
                    **{
                        kind: round(float(kept[others].mean()), 4)
                        for kind, others in relatives(fact).items()
                    },
                }
            )
    return found


def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2, 3, 4),
    quick: bool = False,
    done: Sequence[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Learn the facts, with the layer and without; then edit each of them.

    Args:
        seeds: each gives other facts and other weights.
        quick: few steps, and one seed.
        done: the seeds whose results are there already.

    Example:
        >>> from unmasked.experiments import load
        >>> len(load("fact_edit")["seed 0"]["weighed"])  # what `measure` gave
        80
    """
    for seed in seeds[:1] if quick else seeds:
        if f"seed {seed}" in done:
            continue
        known = facts(seed)
        steps = 200 if quick else 500
        right = {}
        for name, there in (("with", True), ("without", False)):
            model = learned(known, seed=seed, steps=steps, feed_forward=there)
            with torch.no_grad():
                said = model(known.people, known.verbs).argmax(dim=-1)
            right[name] = round(
                float((said == known.answers).float().mean()), 4
            )
            if there:
                found = look(model, known, seed=seed, n=2 if quick else 80)
        yield f"seed {seed}", {"right": right, **found}


def share(results: dict[str, Any], how: str, what: str) -> np.ndarray:
    """For each seed, the mean over all facts."""
    return np.array(
        [
            np.mean([edit[what] for edit in found[how]])
            for found in results.values()
        ]
    )


def draw(results: dict[str, Any]) -> go.Figure:
    """Draw what each kind of edit does, to the fact and to the others."""
    kinds = {
        "done": "the fact itself<br>has changed",
        "twin": "its twin verb<br>says so too",
        "person": "same person:<br>kept",
        "verb": "same verb:<br>kept",
        "rest": "all the rest:<br>kept",
    }
    names = {"plain": "along the key", "weighed": "weighed by C⁻¹ (ROME)"}
    figure = go.Figure()
    for how in EDITS:
        shares = [share(results, how, kind) for kind in kinds]
        figure.add_scatter(
            x=[float(s.mean()) for s in shares],
            y=list(kinds.values()),
            error_x={
                "type": "data",
                "array": [
                    float(s.std(ddof=1)) if len(s) > 1 else 0.0 for s in shares
                ],
            },
            mode="markers",
            marker={
                "size": 11,
                "symbol": "circle" if how == "plain" else "diamond",
            },
            name=names[how],
        )
    figure.update_xaxes(title="share", tickformat=".0%", range=[0.3, 1.03])
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(height=380)
    return figure
