"""Claim: a pretrained model, too, loses many heads before it loses much.

Each of the 270 heads of SmolLM2-135M is taken out alone; then ever more of
them together, in several orders. Orders are found on some windows of
presidents' addresses and judged on others. Nothing is trained afterwards.

Source: Michel et al. 2019, "Are Sixteen Heads Really Better than One?", §3.2
and §4, https://arxiv.org/abs/1905.10650
Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from unmasked.data.addresses import addresses
from unmasked.experiments._removal import curve, heads_of, loss, sensitivity
from unmasked.pretrained.smollm2 import load_smollm2
from unmasked.training.batches import Windows

N_HEADS = 270
COUNTS = range(0, N_HEADS + 1, 27)
NAMES = {
    "alone": "by what each costs alone, the cheapest first",
    "gradient": "by gradient, the flattest first",
    "random": "at random",
    "dearest": "by what each costs alone, the dearest first",
}


def measure(
    *, seeds: Sequence[int] = (0, 1, 2), quick: bool = False
) -> dict[str, Any]:
    """Take heads out, one alone and many together.

    Args:
        seeds: of the random orders.
        quick: a few tokens, and the first heads only.

    Example:
        >>> from unmasked.experiments import load
        >>> len(load("pruned_smollm2")["alone"])  # what `measure` gave
        270
    """
    model, tokenizer = load_smollm2()
    text = "\n\n".join(a.text for a in addresses("valid") if a.year >= 1980)
    tokens = np.array(tokenizer.encode(text[:40_000] if quick else text))
    block, n = (8, 1) if quick else (128, 2)
    windows = Windows(tokens, block=block, batch_size=n, seed=0)
    find, *tests = (next(windows) for _ in range(4))
    heads = heads_of(model)
    whole = loss(model, find, [])
    alone = [
        round(loss(model, find, [head]) - whole, 5)
        for head in (heads[:3] if quick else heads)
    ]
    alone += [0.0] * (len(heads) - len(alone))
    by_cost = np.argsort(alone)
    orders = {
        "alone": by_cost,
        "gradient": np.argsort(sensitivity(model, find)),
        "dearest": by_cost[::-1],
    } | {
        f"random {seed}": np.random.default_rng(seed).permutation(len(heads))
        for seed in seeds
    }
    counts = COUNTS[:2] if quick else COUNTS
    return {
        "alone": alone,
        "counts": list(counts),
        # a list for each of three batches of windows
        "orders": {
            name: [
                curve(model, test, [heads[i] for i in order], counts)
                for test in tests
            ]
            for name, order in orders.items()
        },
    }


def draw(results: dict[str, Any]) -> go.Figure:
    """Draw how far the loss rises as heads go, for each order."""
    figure = go.Figure()
    share = [count / N_HEADS for count in results["counts"]]
    for order, name in NAMES.items():
        curves = np.concatenate(
            [
                np.array(losses) - np.array(losses)[:, :1]
                for key, losses in results["orders"].items()
                if key.startswith(order)
            ]
        )
        figure.add_scatter(
            x=share,
            y=curves.mean(axis=0),
            error_y={"type": "data", "array": curves.std(axis=0)},
            mode="lines+markers",
            name=name,
        )
    figure.update_xaxes(title="share of the heads taken out", tickformat=".0%")
    figure.update_yaxes(title="rise of the loss, nats", rangemode="tozero")
    figure.update_layout(height=430)
    return figure
