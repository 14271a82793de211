"""Claim: for the loss it matters little which norm, and much that there is one.

The same pre-norm model of four layers, with the same first weights and the
same batches, differs only in what stands where the norm stands.

Source: Zhang and Sennrich 2019, "Root Mean Square Layer Normalization", §6,
https://arxiv.org/abs/1910.07467; Zhu et al. 2025, "Transformers without
Normalization", §5, https://arxiv.org/abs/2503.10622
Lesson: docs/transformer/normalization-and-residuals.md
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Any

import plotly.graph_objects as go
import torch
from torch import nn

from unmasked.experiments._depth_model import D_MODEL, DepthModel
from unmasked.experiments._depth_training import STEPS, Reader
from unmasked.norms import BatchNorm, DynamicTanh, LayerNorm, RMSNorm

N_LAYERS, RATE, WARMUP = 4, 3e-3, 100
# What makes each norm, and whether one stands behind the last layer.
KINDS: dict[str, tuple[Callable[[], nn.Module], bool]] = {
    "LayerNorm": (partial(LayerNorm, d_model=D_MODEL), True),
    "RMSNorm": (partial(RMSNorm, d_model=D_MODEL), True),
    "Dynamic Tanh": (partial(DynamicTanh, d_model=D_MODEL), True),
    "BatchNorm": (partial(BatchNorm, d_model=D_MODEL), True),
    "LayerNorm, no final one": (partial(LayerNorm, d_model=D_MODEL), False),
    "no norm at all": (nn.Identity, False),
}


def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2, 3, 4),
    quick: bool = False,
    done: Collection[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Train with every kind and seed.

    Args:
        seeds: of the first weights and the order of the batches.
        quick: one seed and a few steps.
        done: what an earlier run has finished.
    """
    reader = Reader()
    if "frequencies" not in done:
        yield "frequencies", reader.frequencies_loss
    for name, (norm, final) in KINDS.items():
        if name in done:
            continue
        runs = []
        for seed in seeds[:1] if quick else seeds:
            torch.manual_seed(seed)
            model = DepthModel(
                "pre-norm", n_layers=N_LAYERS, norm=norm, final_norm=final
            )
            run = reader.learn(
                model,
                seed=seed,
                steps=2 if quick else STEPS,
                peak=RATE,
                warmup=WARMUP,
            )
            if name == "BatchNorm":
                loss = reader.training_mode_loss(model, few=quick)
                run["training mode"] = round(loss, 5)
            runs.append(run)
        yield name, runs


def differences(results: dict[str, Any], kind: str) -> list[float]:
    """How much higher than with LayerNorm the loss ends, seed by seed.

    A run that diverged is infinitely higher.

    Example:
        >>> runs = {"LayerNorm": [{"loss": 4.0}], "RMSNorm": [{"loss": 4.5}]}
        >>> differences(runs, "RMSNorm")
        [0.5]
    """
    return [
        float("inf") if run["loss"] is None else run["loss"] - base["loss"]
        for run, base in zip(results[kind], results["LayerNorm"], strict=True)
    ]


def draw(results: dict[str, Any]) -> go.Figure:
    """Mark the difference to LayerNorm of each kind and seed."""
    figure = go.Figure()
    for number, kind in enumerate(list(KINDS)[1:]):
        apart = [
            value
            for value in differences(results, kind)
            if value != float("inf")
        ]
        figure.add_scatter(
            x=apart,
            y=[kind] * len(apart),
            mode="markers",
            marker={"symbol": number, "size": 10, "opacity": 0.7},
            showlegend=False,
        )
    figure.add_vline(x=0, line={"dash": "dash", "color": "#888"})
    figure.update_xaxes(title="loss minus that<br>with LayerNorm (nats)")
    figure.update_yaxes(type="category", autorange="reversed")
    figure.update_layout(height=320)
    return figure
