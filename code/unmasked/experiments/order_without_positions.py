"""Claim: a causal mask alone tells a token where it stands.

A small model without any positions reads random tokens and has to say at which
place each of them stands. With a causal mask it learns to; without, tokens
that are alike get outputs that are alike, wherever they are.

Source: Haviv et al. 2022, https://arxiv.org/abs/2203.16634; Kazemnejad et al.
2023, theorem 1, https://arxiv.org/abs/2305.19466
Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Sequence

import plotly.graph_objects as go
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from unmasked.attention.multi_head import MultiHeadAttention

LENGTH, WORDS, D_MODEL = 32, 8, 32


class Counter(nn.Module):
    """One layer of attention, a hidden layer, a guess at the place.

    Example:
        >>> Counter()(torch.zeros(2, 12, dtype=torch.long), causal=True).shape
        torch.Size([2, 12, 32])
    """

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(WORDS + 1, D_MODEL)
        self.attention = MultiHeadAttention(d_model=D_MODEL, n_heads=2)
        self.guess = nn.Sequential(
            nn.Linear(D_MODEL, 4 * D_MODEL),
            nn.ReLU(),
            nn.Linear(4 * D_MODEL, LENGTH),
        )

    def forward(self, tokens: Tensor, *, causal: bool) -> Tensor:
        """Scores for the places, for each token."""
        x = self.embed(tokens)
        guess: Tensor = self.guess(x + self.attention(x, causal=causal))
        return guess


def texts(n: int, generator: torch.Generator) -> Tensor:
    """Random words after a start token, as language models have one."""
    tokens = torch.randint(1, WORDS + 1, (n, LENGTH), generator=generator)
    tokens[:, 0] = 0
    return tokens


def learn(*, seed: int, causal: bool, steps: int = 250) -> Tensor:
    """The share of right answers at each place, on texts not seen before."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    model, places = Counter(), torch.arange(LENGTH)
    adam = torch.optim.Adam(model.parameters(), lr=5e-3, fused=True)
    for _ in range(steps):
        scores = model(texts(32, generator), causal=causal)
        loss = F.cross_entropy(scores.flatten(0, 1), places.repeat(32))
        adam.zero_grad()
        loss.backward()
        adam.step()
    with torch.no_grad():
        guessed = model(texts(256, generator), causal=causal).argmax(dim=-1)
    return (guessed == places).float().mean(dim=0)


def measure(
    *, seeds: Sequence[int] = (0, 1, 2), steps: int = 250
) -> dict[str, Tensor]:
    """For each kind of mask a row for each seed, a column for each place.

    Example:
        >>> found = measure(seeds=[0], steps=1)
        >>> found["no mask"].shape
        torch.Size([1, 32])
    """
    return {
        name: torch.stack(
            [learn(seed=seed, causal=causal, steps=steps) for seed in seeds]
        )
        for name, causal in (("causal mask", True), ("no mask", False))
    }


def draw(found: dict[str, Tensor]) -> go.Figure:
    """Draw the share right against the place."""
    figure = go.Figure()
    for (name, right), symbol in zip(
        found.items(), ("circle", "x"), strict=True
    ):
        figure.add_scatter(
            x=list(range(right.shape[1])),
            y=right.mean(dim=0).tolist(),
            error_y={
                "type": "data",
                "array": right.std(dim=0, correction=0).tolist(),
            },
            mode="lines+markers",
            marker={"symbol": symbol, "size": 9},
            name=name,
        )
    figure.update_xaxes(title="place of the token")
    figure.update_yaxes(title="share right", range=[0, 1.05])
    figure.update_layout(height=360)
    return figure
