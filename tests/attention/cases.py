"""The situations that every attention function has to get right."""

from dataclasses import dataclass

import torch
from torch import Tensor

from unmasked.attention.masks import (
    causal_mask,
    document_mask,
    padding_mask,
    prefix_lm_mask,
    sliding_window_mask,
)


@dataclass(frozen=True)
class Case:
    """What to call attention with; tensors are drawn when it is used."""

    query: tuple[int, ...] = (2, 3, 5, 8)
    key: tuple[int, ...] = (2, 3, 5, 8)
    d_value: int = 8
    mask: Tensor | None = None
    causal: bool = False
    bias: tuple[int, ...] | None = None
    scale: float | None = None

    def tensors(
        self, dtype: torch.dtype = torch.float32, device: str = "cpu"
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Query, key and value, ready for gradients."""
        shapes = self.query, self.key, (*self.key[:-1], self.d_value)
        query, key, value = (
            torch.randn(shape).to(device, dtype).requires_grad_()
            for shape in shapes
        )
        return query, key, value

    def keywords(self, device: str = "cpu") -> dict[str, object]:
        """Everything else."""
        bias = None if self.bias is None else torch.randn(self.bias)
        return {
            "mask": None if self.mask is None else self.mask.to(device),
            "causal": self.causal,
            "bias": None if bias is None else bias.to(device),
            "scale": self.scale,
        }


def row_sees_nothing() -> Tensor:
    mask = torch.ones(5, 5, dtype=torch.bool)
    mask[2] = False
    return mask


LENGTHS = torch.tensor([5, 2])
DOCUMENTS = torch.tensor([[0, 0, 1, 1, 1], [0, 1, 1, 2, 2]])

CASES = {
    "plain": Case(),
    "no leading axes": Case(query=(5, 8), key=(5, 8)),
    "heads without a batch": Case(query=(3, 5, 8), key=(3, 5, 8)),
    "one key head for all": Case(key=(2, 1, 5, 8)),
    "keys without a batch": Case(key=(5, 8)),
    "both sides broadcast": Case(query=(2, 1, 5, 8), key=(1, 3, 5, 8)),
    "groups of heads": Case(query=(2, 3, 2, 5, 8), key=(2, 3, 1, 5, 8)),
    "groups, padded": Case(
        query=(2, 3, 2, 5, 8),
        key=(2, 3, 1, 5, 8),
        mask=padding_mask(LENGTHS, n_key=5)[:, None],
        causal=True,
    ),
    "batch of one": Case(query=(1, 1, 1, 8), key=(1, 1, 1, 8), causal=True),
    "odd sizes": Case(query=(3, 1, 7, 5), key=(3, 1, 7, 5), d_value=5),
    "wider values": Case(d_value=11),
    "causal": Case(causal=True),
    "causal, last queries of a cache": Case(query=(2, 3, 2, 8), causal=True),
    "causal, one new token": Case(query=(2, 3, 1, 8), causal=True),
    "causal, first queries see nothing": Case(key=(2, 3, 3, 8), causal=True),
    "more keys": Case(key=(2, 3, 9, 8)),
    "fewer keys": Case(key=(2, 3, 2, 8)),
    "padding": Case(mask=padding_mask(LENGTHS, n_key=5)),
    "padding to nothing": Case(
        mask=padding_mask(torch.tensor([5, 0]), n_key=5)
    ),
    "padding and causal": Case(
        mask=padding_mask(LENGTHS, n_key=5), causal=True
    ),
    "prefix": Case(mask=prefix_lm_mask(LENGTHS, n_key=5)),
    "documents": Case(mask=document_mask(DOCUMENTS)),
    "documents and causal": Case(mask=document_mask(DOCUMENTS), causal=True),
    "window": Case(mask=sliding_window_mask(5, window=2)),
    "window over a cache": Case(
        query=(2, 3, 2, 8), mask=sliding_window_mask(2, 5, window=3)
    ),
    "everything at once": Case(
        mask=sliding_window_mask(5, window=3)
        & document_mask(DOCUMENTS)
        & padding_mask(LENGTHS, n_key=5),
        causal=True,
        bias=(3, 5, 5),
        scale=0.3,
    ),
    "mask for each head": Case(mask=torch.rand(3, 5, 5) > 0.4),
    "a row sees nothing": Case(mask=row_sees_nothing()),
    "a row sees nothing, biased": Case(mask=row_sees_nothing(), bias=(5, 5)),
    "nobody sees anything": Case(mask=torch.zeros(5, 5, dtype=torch.bool)),
    "bias": Case(bias=(5, 5)),
    "bias for each head": Case(bias=(3, 5, 5)),
    "bias for each key": Case(bias=(2, 1, 1, 5)),
    "bias and causal": Case(bias=(3, 5, 5), causal=True),
    "scale": Case(scale=0.7),
    "mask and causal, uneven": Case(
        query=(2, 3, 2, 8), mask=causal_mask(2, 5), causal=True
    ),
    "no batch": Case(query=(0, 3, 5, 8), key=(0, 3, 5, 8)),
    "no queries": Case(query=(2, 3, 0, 8), causal=True),
    "no keys": Case(key=(2, 3, 0, 8)),
    "no keys, causal": Case(key=(2, 3, 0, 8), causal=True),
}

# Capturing a graph takes a while; these take every branch.
CASES_TO_COMPILE = {
    name: CASES[name]
    for name in (
        "no leading axes",
        "groups, padded",
        "causal",
        "causal, last queries of a cache",
        "causal, one new token",
        "everything at once",
        "no keys",
    )
}
