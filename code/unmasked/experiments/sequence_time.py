"""Claim: a recurrent network is slow because of small steps, not much work.

One layer reads one sequence: an RNN with PyTorch's compiled loop, the same
with the loop in Python, an LSTM, and one head of attention with the fused
kernel. Forward alone, and forward and backward, on a CPU with one thread and
with two. Operations are counted beside the time.

Lesson: docs/start/recurrent-networks.md
"""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from statistics import median
from typing import Any

import plotly.graph_objects as go
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from unmasked.recurrent.rnn import RNN

D = 64
LENGTHS = (64, 256, 1024, 2048, 4096, 8192)


class SelfAttention(nn.Module):
    """One head as wide as the tokens, with the fused kernel."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv_proj = nn.Linear(D, 3 * D)
        self.o_proj = nn.Linear(D, D)

    def forward(self, x: Tensor) -> tuple[Tensor, None]:
        """A new vector for each token, and no state."""
        # The fused kernels want an axis of heads.
        q, k, v = self.qkv_proj(x)[:, None].chunk(3, dim=-1)
        seen = F.scaled_dot_product_attention(q, k, v)
        return self.o_proj(seen[:, 0]), None


LAYERS: dict[str, Callable[[], nn.Module]] = {
    "RNN": lambda: nn.RNN(D, D, batch_first=True),
    "RNN, loop in Python": lambda: RNN(d_input=D, d_hidden=D),
    "LSTM": lambda: nn.LSTM(D, D, batch_first=True),
    "attention": SelfAttention,
}


def operations(name: str, n: int) -> int:
    """Multiplications and additions of the matrix products, forward.

    Example:
        >>> operations("RNN", 1), operations("attention", 1)
        (16384, 33024)
    """
    if name == "attention":
        return 8 * n * D**2 + 4 * n**2 * D
    return (16 if name == "LSTM" else 4) * n * D**2


def measure(
    *,
    seed: int = 0,
    quick: bool = False,
    done: Collection[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Time every layer at every length; one item for each number of threads.

    Args:
        seed: of weights and inputs; the spread is that of repeated runs.
        quick: two short lengths, to see that it runs.
        done: items that an earlier run has finished.
    """
    lengths = (16, 32) if quick else LENGTHS
    yield "lengths", list(lengths)
    yield "operations", {k: [operations(k, n) for n in lengths] for k in LAYERS}
    before = torch.get_num_threads()
    try:
        for threads in (1, 2):
            key = f"threads {threads}"
            if key not in done:
                torch.set_num_threads(threads)
                torch.manual_seed(seed)
                yield key, {name: _times(name, lengths) for name in LAYERS}
    finally:
        torch.set_num_threads(before)


def _times(name: str, lengths: Sequence[int]) -> dict[str, list[list[float]]]:
    """Lowest, median and highest milliseconds at each length."""
    layer = LAYERS[name]()
    found: dict[str, list[list[float]]] = {"forward": [], "training": []}
    for n in lengths:
        x = torch.randn(1, n, D)

        def forward(x: Tensor = x) -> None:
            with torch.no_grad():
                layer(x)

        def training(x: Tensor = x) -> None:
            layer(x)[0].sum().backward()

        found["forward"].append(_clock(forward))
        found["training"].append(_clock(training))
    return found


def _clock(run: Callable[[], None]) -> list[float]:
    run()  # the first time includes what is prepared once
    times: list[float] = []
    while len(times) < 5 or (sum(times) < 500 and len(times) < 30):
        begun = time.perf_counter()
        run()
        times.append((time.perf_counter() - begun) * 1000)
    return [float(f"{f(times):.3g}") for f in (min, median, max)]


def draw(
    results: dict[str, Any], kind: str = "training", threads: int = 1
) -> go.Figure:
    """Milliseconds against length, a line for each layer."""
    figure = go.Figure()
    for name, measured in results[f"threads {threads}"].items():
        low, middle, high = zip(*measured[kind], strict=True)
        figure.add_scatter(
            x=results["lengths"],
            y=middle,
            error_y={
                "type": "data",
                "array": [b - m for b, m in zip(high, middle, strict=True)],
                "arrayminus": [m - a for a, m in zip(low, middle, strict=True)],
                "thickness": 1,
            },
            mode="lines+markers",
            marker={"symbol": len(figure.data), "size": 9},
            name=name,
        )
    figure.update_xaxes(title="tokens", type="log", tickvals=results["lengths"])
    figure.update_yaxes(title="milliseconds", type="log", dtick=1)
    return figure
