"""Claim: the plain path's memory grows with n², the fused path's with n.

Source: Rabe and Staats 2021, "Self-attention Does Not Need O(n²) Memory",
https://arxiv.org/abs/2112.05682
Lesson: docs/transformer/self-attention.md
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import plotly.graph_objects as go
import torch
from torch import Tensor
from torch.profiler import ProfilerActivity, profile

from unmasked.attention import fused, scaled_dot_product

PATHS: dict[str, Callable[..., Tensor]] = {
    "clear path": scaled_dot_product.attend,
    "fused path": fused.attend,
}


@dataclass(frozen=True)
class Memory:
    """Most bytes held at once during one call, beyond its inputs."""

    lengths: list[int]
    peak_bytes: dict[str, list[int]]


def measure(
    lengths: Sequence[int] = (128, 256, 512, 1024, 2048), *, d: int = 64
) -> Memory:
    """Let PyTorch's profiler count what one head allocates on the CPU.

    Example:
        >>> clear, fast = measure([512]).peak_bytes.values()
        >>> clear > fast
        True
    """
    peak: dict[str, list[int]] = {name: [] for name in PATHS}
    for n in lengths:
        x = torch.randn(1, 1, n, d)
        for name, attend in PATHS.items():
            peak[name].append(_peak_bytes(attend, x))
    return Memory(list(lengths), peak)


def _peak_bytes(attend: Callable[..., Tensor], x: Tensor) -> int:
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as run:
        attend(x, x, x)
    # The trace lists every allocation and release, those inside a kernel too;
    # the profiler's own summaries show only what an operation leaves behind.
    with TemporaryDirectory() as folder:
        trace = Path(folder) / "trace.json"
        run.export_chrome_trace(str(trace))
        events = json.loads(trace.read_text())["traceEvents"]
    changes = [event for event in events if event.get("name") == "[memory]"]
    held = peak = 0
    for event in sorted(changes, key=lambda event: event["ts"]):
        held += event["args"]["Bytes"]
        peak = max(peak, held)
    return peak


def draw(memory: Memory) -> go.Figure:
    """Both paths on logarithmic axes, where a power is a slope."""
    figure = go.Figure()
    for (name, peak), symbol in zip(
        memory.peak_bytes.items(), ["circle", "square"], strict=True
    ):
        figure.add_scatter(
            x=memory.lengths,
            y=[bytes_held / 2**20 for bytes_held in peak],
            mode="lines+markers",
            marker={"symbol": symbol, "size": 9},
            name=name,
        )
    figure.update_xaxes(title="length n", type="log", tickvals=memory.lengths)
    figure.update_yaxes(
        title="most memory held (MiB)",
        type="log",
        tickvals=[1 / 16, 1 / 4, 1, 4, 16, 64],
        ticktext=["1/16", "1/4", "1", "4", "16", "64"],
    )
    return figure
