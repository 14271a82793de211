"""Claim: RMSNorm does less, and whether it is faster depends on the code.

LayerNorm and RMSNorm side by side, line by line and as PyTorch's own
function, forward and back, on tokens of the width of GPT-2. All four take
turns within one run, and what counts are ratios.

Source: Zhang and Sennrich 2019, "Root Mean Square Layer Normalization", §6,
https://arxiv.org/abs/1910.07467
Lesson: docs/transformer/normalization-and-residuals.md
"""

import time
from collections.abc import Sequence
from statistics import median
from typing import Any

import plotly.graph_objects as go
import torch
from torch import Tensor, nn

from unmasked.norms import fused, layer_norm, rms_norm

D_MODEL, N_TOKENS = 768, 4096
NORMS = {
    "LayerNorm, line by line": layer_norm.LayerNorm,
    "RMSNorm, line by line": rms_norm.RMSNorm,
    "LayerNorm, PyTorch's": fused.LayerNorm,
    "RMSNorm, PyTorch's": fused.RMSNorm,
}


def measure(
    *, seeds: Sequence[int] = (0, 1, 2), quick: bool = False
) -> dict[str, Any]:
    """Time a forward and a backward pass, in milliseconds.

    Args:
        seeds: of the numbers; each is a round of its own.
        quick: few tokens and one repeat.

    Example:
        >>> sorted(measure(quick=True)) == sorted(NORMS)
        True
    """
    repeats, n_tokens = (1, 8) if quick else (40, N_TOKENS)
    norms = {name: make(d_model=D_MODEL) for name, make in NORMS.items()}
    found: dict[str, Any] = {name: [] for name in norms}
    for seed in seeds:
        torch.manual_seed(seed)
        x = torch.randn(n_tokens, D_MODEL, requires_grad=True)
        grad = torch.randn(n_tokens, D_MODEL)
        times: dict[str, list[float]] = {name: [] for name in norms}
        for repeat in range(repeats + 1):
            for name, norm in norms.items():
                seconds = _once(norm, x, grad)
                if repeat or quick:  # the first only warms up
                    times[name].append(seconds)
        for name, seconds_each in times.items():
            found[name].append(round(1000 * median(seconds_each), 4))
    return found


def _once(norm: nn.Module, x: Tensor, grad: Tensor) -> float:
    begun = time.perf_counter()
    norm(x).backward(grad)
    return time.perf_counter() - begun


def ratio(results: dict[str, Any], name: str, to: str) -> float:
    """How many times as long one takes as another: the median of the rounds.

    Example:
        >>> ratio({"a": [2.0, 3.0, 9.0], "b": [1.0, 1.0, 1.0]}, "a", "b")
        3.0
    """
    pairs = zip(results[name], results[to], strict=True)
    return median(one / other for one, other in pairs)


def draw(results: dict[str, Any]) -> go.Figure:
    """Draw the milliseconds of each, with the spread of the rounds."""
    figure = go.Figure(
        go.Bar(
            x=[median(times) for times in results.values()],
            y=list(results),
            orientation="h",
            error_x={
                "type": "data",
                "array": [max(t) - median(t) for t in results.values()],
                "arrayminus": [median(t) - min(t) for t in results.values()],
            },
        )
    )
    figure.update_xaxes(title="forward and back, milliseconds")
    figure.update_yaxes(type="category", autorange="reversed")
    figure.update_layout(height=260)
    return figure
