"""Claim: in one layer, facts from different places take different heads.

Each item carries several labels and a value; each query names one label of
every kind and asks for the value of the item that carries it. A head has one
set of weights, so what it brings back from two items is a blend that does not
say which value came from which.

Source: one head against many, at equal cost: Vaswani et al. 2017, table 3
(A), https://arxiv.org/abs/1706.03762; deep instead of wide: Liu et al. 2021,
https://arxiv.org/abs/2106.09650
Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Iterator, Sequence
from typing import Any

import plotly.graph_objects as go
import torch
import torch.nn.functional as F

from unmasked.experiments._labeled_items import Reader, task

RELATIONS = (1, 2, 4)
HEADS = (1, 2, 4, 8, 16, 64)
D_MODEL = 64
# What one head may be given besides, and the relations it then has to serve.
REMEDIES: dict[str, dict[str, Any]] = {
    "2 relations, 1 head, 2 layers": {"relations": 2, "n_layers": 2},
    "4 relations, 1 head, 2 layers": {"relations": 4, "n_layers": 2},
    "4 relations, 1 head, 4 layers": {"relations": 4, "n_layers": 4},
    "2 relations, 1 head, feed-forward": {"relations": 2, "feed_forward": True},
    "4 relations, 1 head, feed-forward": {"relations": 4, "feed_forward": True},
    "2 relations, 1 head, width 128": {"relations": 2, "d_model": 128},
    "2 relations, 1 head, width 256": {"relations": 2, "d_model": 256},
}


def learn(
    *, seed: int, relations: int, steps: int, peak: float = 3e-3, **sizes: Any
) -> tuple[float, int]:
    """Train a reader; the share of facts it gets right, and its size.

    The size counts the attention layers alone.
    """
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    reader = Reader(relations=relations, **{"d_model": D_MODEL} | sizes)
    adam = torch.optim.Adam(reader.parameters(), lr=peak, fused=True)
    for step in range(steps):
        rate = peak * min(1.0, (step + 1) / 100) * (1 - step / steps)
        adam.param_groups[0]["lr"] = rate
        given = task(32, relations=relations, generator=generator)
        scores = reader(given)
        loss = F.cross_entropy(scores.flatten(0, 2), given.answers.flatten())
        adam.zero_grad()
        loss.backward()
        adam.step()
    unseen = torch.Generator().manual_seed(1_000_000 + seed)
    given = task(512, relations=relations, generator=unseen)
    with torch.no_grad():
        right = reader(given).argmax(dim=-1) == given.answers
    size = sum(weight.numel() for weight in reader.layers.parameters())
    return float(right.float().mean()), size


def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2),
    quick: bool = False,
    done: Sequence[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Train readers that differ in their heads, and one-headed ones with more.

    Args:
        seeds: each gives other weights and other data.
        quick: few steps, one seed, few sizes.
        done: the readers whose results are there already.

    Example:
        >>> right, weights = learn(seed=0, relations=2, steps=1, n_heads=4)
        >>> weights  # 4 · 64², for any number of heads
        16384
    """
    wanted: dict[str, dict[str, Any]] = {
        f"{relations} relations, {n_heads} heads": {
            "relations": relations,
            "n_heads": n_heads,
        }
        for relations in RELATIONS
        for n_heads in HEADS
    } | {name: {"n_heads": 1, **more} for name, more in REMEDIES.items()}
    if quick:
        seeds = seeds[:1]
        wanted = {n: w for n, w in wanted.items() if w["relations"] == 2}
    for name, sizes in wanted.items():
        if name not in done:
            runs = [
                learn(seed=seed, steps=20 if quick else 1000, **sizes)
                for seed in seeds
            ]
            yield (
                name,
                {
                    "right": [round(right, 4) for right, _ in runs],
                    "parameters": runs[0][1],
                },
            )


def draw(results: dict[str, Any]) -> go.Figure:
    """Draw the share of facts that come back right against the heads."""
    figure = go.Figure()
    symbols = ("triangle-up", "circle", "square")
    for relations, symbol in zip(RELATIONS, symbols, strict=True):
        found = {
            n_heads: torch.tensor(results[name]["right"])
            for n_heads in HEADS
            if (name := f"{relations} relations, {n_heads} heads") in results
        }
        if not found:
            continue
        figure.add_scatter(
            x=list(found),
            y=[float(right.mean()) for right in found.values()],
            error_y={
                "type": "data",
                "array": [float(r.std(correction=0)) for r in found.values()],
            },
            mode="lines+markers",
            marker={"symbol": symbol, "size": 9},
            name=f"{relations} {'fact' if relations == 1 else 'facts'} a query",
        )
    figure.update_xaxes(title="heads", type="log", tickvals=HEADS)
    figure.update_yaxes(title="share of facts right", range=[0, 1.05])
    return figure
