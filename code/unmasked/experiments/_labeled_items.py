"""A task in which each query needs facts from several places at once.

Items carry labels of several kinds and a value. A query names one label of
every kind, and asks for the value of each item that carries one: as many
facts, from as many places, as there are kinds.

Lesson: docs/transformer/multi-head-attention.md
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.feed_forward.fused import gelu
from unmasked.feed_forward.mlp import MLP
from unmasked.norms.fused import RMSNorm

N_ITEMS, N_LABELS, N_VALUES, N_QUERIES = 8, 16, 16, 16


class Task(NamedTuple):
    """A batch: what the items carry, what is asked, what is right."""

    labels: Tensor
    values: Tensor
    asked: Tensor
    answers: Tensor


def task(batch: int, *, relations: int, generator: torch.Generator) -> Task:
    """Draw items and queries; within a kind no label occurs twice.

    Example:
        >>> drawn = task(2, relations=3, generator=torch.Generator())
        >>> drawn.labels.shape, drawn.answers.shape
        (torch.Size([2, 8, 3]), torch.Size([2, 16, 3]))
    """
    order = torch.rand(batch, N_LABELS, relations, generator=generator)
    labels = order.argsort(dim=1)[:, :N_ITEMS]
    values = torch.randint(N_VALUES, (batch, N_ITEMS), generator=generator)
    places = torch.randint(
        N_ITEMS, (batch, N_QUERIES, relations), generator=generator
    )
    answers = values[:, :, None].expand(-1, -1, relations).gather(1, places)
    return Task(labels, values, labels.gather(1, places), answers)


class Reader(nn.Module):
    """Queries that look at items, once a layer, and then answer."""

    def __init__(
        self,
        *,
        relations: int,
        n_heads: int,
        d_model: int,
        n_layers: int = 1,
        feed_forward: bool = False,
    ) -> None:
        super().__init__()
        self.values = nn.Embedding(N_VALUES, d_model)
        self.labels, self.asked = (
            nn.ModuleList(
                nn.Embedding(N_LABELS, d_model) for _ in range(relations)
            )
            for _ in range(2)
        )
        for table in (self.values, *self.labels, *self.asked):
            nn.init.normal_(table.weight, std=0.5)
        self.layers = nn.ModuleList(
            MultiHeadAttention(d_model=d_model, n_heads=n_heads)
            for _ in range(n_layers)
        )
        self.norms = nn.ModuleList(
            RMSNorm(d_model=d_model) for _ in range(n_layers + 2)
        )
        self.feed_forward = (
            MLP(d_model=d_model, d_ff=4 * d_model, activation=gelu)
            if feed_forward
            else None
        )
        self.answer = nn.Linear(d_model, relations * N_VALUES)

    def forward(self, given: Task) -> Tensor:
        """Score every value for every relation that is asked."""
        items = self.values(given.values)
        for number, table in enumerate(self.labels):
            items = items + table(given.labels[..., number])
        x = sum(
            table(given.asked[..., number])
            for number, table in enumerate(self.asked)
        )
        for attention, norm in zip(self.layers, self.norms, strict=False):
            x = x + attention(norm(x), norm(items))
        if self.feed_forward is not None:
            x = x + self.feed_forward(self.norms[-2](x))
        return self.answer(self.norms[-1](x)).unflatten(-1, (-1, N_VALUES))
