"""Claim: however deep the stack, a token has read what its mask lets it read.

One sentence, four masks. Who may look at whom is the mask; who *has read*
whom is measured: one token is changed, and we see whose vector moves after
three layers with the same random weights.

Source: Raffel et al. 2020, "T5", §3.2.1 and figures 3 and 4,
https://arxiv.org/abs/1910.10683
Lesson: docs/transformer/encoder-decoder.md
"""

from functools import partial
from typing import Any

import plotly.graph_objects as go
import torch
from plotly.subplots import make_subplots
from torch import Tensor, nn

from unmasked.attention.masks import causal_mask, prefix_lm_mask
from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.norms.fused import RMSNorm
from unmasked.residual import PreNorm

WORDS = ["the", "bank", "raised", "its", "rates"]
PREFIX = 3
MASKS = ("bidirectional", "causal", "prefix", "cross")
N_LAYERS, D_MODEL = 3, 32


def mask_of(name: str) -> Tensor:
    """True where the token of a row may look at the token of a column.

    Raises:
        ValueError: if there is no mask of this name.

    Example:
        >>> mask_of("causal").int()[1]
        tensor([1, 1, 0, 0, 0], dtype=torch.int32)
    """
    n = len(WORDS)
    if name == "causal":
        return causal_mask(n)
    if name == "prefix":
        return prefix_lm_mask(torch.tensor([PREFIX]), n)[0, 0]
    if name == "bidirectional":
        return torch.ones(n, n, dtype=torch.bool)
    if name == "cross":  # what is written looks at all that was read
        return torch.ones(n - PREFIX, PREFIX, dtype=torch.bool)
    raise ValueError(f"{name=} is none of {MASKS}")


@torch.inference_mode()
def has_read(mask: Tensor, *, seed: int) -> Tensor:
    """Row i, column j: does the vector of i move when token j is changed?"""
    torch.manual_seed(seed)
    make = partial(MultiHeadAttention, d_model=D_MODEL, n_heads=4)
    layers = nn.ModuleList(
        PreNorm(make(), norm=RMSNorm(d_model=D_MODEL)) for _ in range(N_LAYERS)
    )
    x = torch.randn(1, len(mask), D_MODEL)

    def run(x: Tensor) -> Tensor:
        for layer in layers:
            x = layer(x, mask=mask)
        return x[0]

    before, columns = run(x), []
    for token in range(len(mask)):
        changed = x.clone()
        changed[0, token] += torch.randn(D_MODEL)
        columns.append((run(changed) - before).abs().amax(dim=1) > 1e-6)
    return torch.stack(columns, dim=1)


def measure(*, seeds: tuple[int, ...] = (0, 1, 2)) -> dict[str, Any]:
    """For each mask, whether who has read is who may look, in every seed.

    Example:
        >>> measure()
        {'bidirectional': True, 'causal': True, 'prefix': True}
    """
    return {
        name: all(
            bool((has_read(mask_of(name), seed=seed) == mask_of(name)).all())
            for seed in seeds
        )
        for name in MASKS[:3]
    }


def draw() -> go.Figure:
    """The four masks side by side, two in a row."""
    figure = make_subplots(
        rows=2,
        cols=2,
        subplot_titles=[
            "bidirectional",
            "causal",
            f"prefix of {PREFIX}",
            "cross",
        ],
        horizontal_spacing=0.2,
        vertical_spacing=0.28,
    )
    for place, name in enumerate(MASKS):
        mask = mask_of(name).int()
        rows = WORDS[PREFIX:] if name == "cross" else WORDS
        columns = WORDS[:PREFIX] if name == "cross" else WORDS
        at = {"row": place // 2 + 1, "col": place % 2 + 1}
        figure.add_trace(
            go.Heatmap(
                z=mask.tolist(),
                zmin=0,
                zmax=1,
                showscale=False,
                xgap=2,
                ygap=2,
                text=[["✓" if cell else "" for cell in r] for r in mask],
                texttemplate="%{text}",
            ),
            **at,
        )
        figure.update_xaxes(
            tickvals=list(range(len(columns))),
            ticktext=columns,
            tickangle=-60,
            **at,
        )
        figure.update_yaxes(
            tickvals=list(range(len(rows))),
            ticktext=rows,
            autorange="reversed",
            **at,
        )
    figure.update_layout(height=580, margin={"t": 40})
    return figure
