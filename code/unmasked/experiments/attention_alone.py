"""Claim: attention alone cannot combine two features of a lone token.

Each token has two features, +1 or −1; asked is whether they differ (XOR). A
stack of attention layers, without norms, that sees one token computes a linear
function of it, and XOR is none. With neighbors, the softmax brings in a bend;
how far that helps is what is measured here. With a feed-forward layer the
neighbors are not needed.

Source: XOR is not linear: Minsky and Papert 1969, "Perceptrons"
Lesson: docs/transformer/feed-forward.md
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.feed_forward import MLP, relu

LENGTHS = (1, 2, 4, 8, 16)
STACKS: dict[str, dict[str, Any]] = {
    "1 attention layer": {"n_layers": 1, "feed_forward": False},
    "4 attention layers": {"n_layers": 4, "feed_forward": False},
    "1 attention layer, 1 feed-forward": {"n_layers": 1, "feed_forward": True},
}
D_MODEL = 16


class Stack(nn.Module):
    """Attention layers with shortcuts and without norms; one layer at the end.

    Example:
        >>> Stack(n_layers=2, feed_forward=False)(torch.ones(3, 5, 2)).shape
        torch.Size([3, 5])
    """

    def __init__(self, *, n_layers: int, feed_forward: bool) -> None:
        super().__init__()
        self.embed = nn.Linear(2, D_MODEL)
        self.layers = nn.ModuleList(
            MultiHeadAttention(d_model=D_MODEL, n_heads=4)
            for _ in range(n_layers)
        )
        self.feed_forward = (
            MLP(d_model=D_MODEL, d_ff=4 * D_MODEL, activation=relu)
            if feed_forward
            else None
        )
        self.answer = nn.Linear(D_MODEL, 1)

    def forward(self, features: Tensor) -> Tensor:
        """Score, for each token, that its features differ."""
        x = self.embed(features)
        for layer in self.layers:
            x = x + layer(x)
        if self.feed_forward is not None:
            x = x + self.feed_forward(x)
        score: Tensor = self.answer(x)[..., 0]
        return score


def task(
    batch: int, length: int, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Features of tokens, and 1 where they differ.

    Example:
        >>> features, differ = task(2, 3, torch.Generator())
        >>> bool(((features.prod(dim=-1) < 0) == (differ > 0)).all())
        True
    """
    bits = torch.randint(0, 2, (batch, length, 2), generator=generator)
    return 2.0 * bits - 1, (bits[..., 0] != bits[..., 1]).float()


def learn(*, length: int, seed: int, steps: int, **sizes: Any) -> float:
    """Train a stack on sequences of this length; its loss on others."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    model = Stack(**sizes)
    adam = torch.optim.Adam(model.parameters(), lr=1e-2, fused=True)
    for step in range(steps):
        adam.param_groups[0]["lr"] = 1e-2 * (1 - step / steps)
        features, differ = task(512 // length, length, generator)
        loss = F.binary_cross_entropy_with_logits(model(features), differ)
        adam.zero_grad()
        loss.backward()
        adam.step()
    features, differ = task(4096 // length, length, generator)
    with torch.no_grad():
        scores = model(features)
    return float(F.binary_cross_entropy_with_logits(scores, differ))


def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2, 3, 4),
    quick: bool = False,
    done: Sequence[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Train each stack on sequences of each length.

    Args:
        seeds: each gives other weights and other tokens.
        quick: few steps, one seed, two lengths.
        done: the stacks whose results are there already.

    Example:
        >>> from unmasked.experiments import load
        >>> list(load("attention_alone")) == list(STACKS)
        True
    """
    lengths = LENGTHS[:2] if quick else LENGTHS
    for name, sizes in STACKS.items():
        if name not in done:
            yield (
                name,
                {
                    str(length): [
                        round(
                            learn(
                                length=length,
                                seed=seed,
                                steps=20 if quick else 400,
                                **sizes,
                            ),
                            5,
                        )
                        for seed in (seeds[:1] if quick else seeds)
                    ]
                    for length in lengths
                },
            )


def draw(results: dict[str, Any]) -> go.Figure:
    """Draw the loss against the length of the sequence."""
    figure = go.Figure()
    symbols = ("circle", "square", "diamond")
    for (name, found), symbol in zip(results.items(), symbols, strict=True):
        losses = np.array(list(found.values()))
        spread = losses.std(axis=1, ddof=1) if losses.shape[1] > 1 else None
        figure.add_scatter(
            x=list(found),
            y=losses.mean(axis=1),
            error_y={"type": "data", "array": spread},
            mode="lines+markers",
            marker={"symbol": symbol, "size": 9},
            name=name,
        )
    figure.add_hline(
        y=float(np.log(2)),
        line={"dash": "dot", "color": "#888"},
        annotation_text="guessing",
    )
    figure.update_xaxes(title="tokens in the sequence", type="category")
    figure.update_yaxes(title="loss, nats", rangemode="tozero")
    return figure
