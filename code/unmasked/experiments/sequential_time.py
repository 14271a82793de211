"""Claim: a step of training takes longer in longer sentences if words queue.

A Transformer and a recurrent translator with attention, of as many weights,
learn from the same number of tokens, cut into sentences of different length.
When it writes, the Transformer queues too.

Source: Vaswani et al. 2017, §4 and table 1 ("sequential operations"),
https://arxiv.org/abs/1706.03762
Lesson: docs/transformer/attention-is-all-you-need.md
"""

import statistics
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import plotly.graph_objects as go
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from unmasked.generation.decode import generate
from unmasked.generation.writer import Writer
from unmasked.models.transformer import Transformer, TransformerConfig
from unmasked.recurrent.seq2seq import Seq2Seq

SIZES = TransformerConfig(
    vocab_size=1000, n_layers=2, d_model=128, n_heads=4, d_ff=512
)
TRAINING, WRITING = "transformer", "transformer, writing"
RECURRENT = "recurrent, with attention"


def recurrent() -> Seq2Seq:
    """The recurrent translator whose weights come closest in number."""
    wanted = count(Transformer(SIZES))

    def sized(d_hidden: int) -> Seq2Seq:
        return Seq2Seq(
            source_vocab_size=SIZES.vocab_size,
            target_vocab_size=SIZES.vocab_size,
            d_model=SIZES.d_model,
            d_hidden=d_hidden,
        )

    return min(
        (sized(d_hidden) for d_hidden in range(64, 257, 8)),
        key=lambda model: abs(count(model) - wanted),
    )


def count(model: nn.Module) -> int:
    """The number of weights.

    Example:
        >>> count(nn.Linear(3, 2))
        8
    """
    return sum(p.numel() for p in model.parameters())


def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2),
    tokens: int = 2048,
    repeats: int = 3,
    quick: bool = False,
    done: Collection[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Time one step at each length: forward, backward, and writing.

    Args:
        seeds: of weights and texts; each gives one median.
        tokens: target tokens of a batch, at every length.
        repeats: timed after one that is not, of which the median is taken.
        quick: two short lengths and few tokens.
        done: what an earlier run has finished.
    """
    lengths = (4, 8) if quick else (8, 16, 32, 64, 128, 256)
    tokens = 16 if quick else tokens
    if "sizes" not in done:
        yield (
            "sizes",
            {
                "tokens": tokens,
                TRAINING: count(Transformer(SIZES)),
                RECURRENT: count(recurrent()),
            },
        )
    for length in lengths:
        key = f"length {length}"
        if key in done:
            continue
        seconds: dict[str, list[float]] = {}
        for seed in seeds:
            torch.manual_seed(seed)
            shape = (tokens // length, length)
            source, target = torch.randint(SIZES.vocab_size, (2, *shape))
            for name, act in _acts(source, target).items():
                act()  # the first call also makes room
                taken = [_seconds(act) for _ in range(repeats)]
                seconds.setdefault(name, []).append(statistics.median(taken))
        yield key, {"length": length, "seconds": seconds}


def _acts(source: Tensor, target: Tensor) -> dict[str, Callable[[], None]]:
    """What is timed, on one batch."""
    ours, theirs = Transformer(SIZES), recurrent()
    lengths = torch.full((len(source),), source.shape[1])

    def learn(logits: Tensor) -> None:
        F.cross_entropy(logits.flatten(0, 1), target.flatten()).backward()

    @torch.inference_mode()
    def write() -> None:
        writer = Writer(ours, ours.encode(source))
        first = target[:, :1].tolist()
        generate(writer, first, max_new_tokens=target.shape[1])

    return {
        TRAINING: lambda: learn(ours(source, target)),
        RECURRENT: lambda: learn(theirs(source, target, lengths)[0]),
        WRITING: write,
    }


def _seconds(act: Callable[[], None]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def draw(results: dict[str, Any]) -> go.Figure:
    """Seconds of a step against the length of its sentences."""
    points = [p for key, p in results.items() if key != "sizes"]
    lengths = [point["length"] for point in points]
    figure = go.Figure()
    symbols = {TRAINING: "circle", RECURRENT: "square", WRITING: "circle-open"}
    for name, symbol in symbols.items():
        runs = [point["seconds"][name] for point in points]
        means = [statistics.mean(run) for run in runs]
        figure.add_scatter(
            x=lengths,
            y=means,
            error_y={
                "type": "data",
                "array": [
                    max(run) - m for run, m in zip(runs, means, strict=True)
                ],
                "arrayminus": [
                    m - min(run) for run, m in zip(runs, means, strict=True)
                ],
            },
            mode="lines+markers",
            line={"dash": "dot" if name == WRITING else "solid"},
            marker={"symbol": symbol, "size": 9},
            name=name,
        )
    figure.update_xaxes(
        title="tokens in a sentence", type="log", tickvals=lengths
    )
    figure.update_yaxes(
        title="seconds", type="log", tickvals=[0.03, 0.1, 0.3, 1]
    )
    return figure
