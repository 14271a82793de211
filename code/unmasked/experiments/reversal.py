"""Claim: one vector holds short strings; looking back holds longer ones.

Strings of random letters are to be written backwards. One network passes all
of a string through its last state, the other looks back with additive
attention, and reads from both ends. They have about as many parameters, the
same batches and steps, and are trained on strings of 1 to 16 letters. Each
writes by itself, from its own letters.

Source: Bahdanau et al. 2015, §5.1 and figure 2, who saw it with sentences,
https://arxiv.org/abs/1409.0473
Lesson: docs/start/recurrent-networks.md
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from statistics import mean, stdev
from typing import Any

import plotly.graph_objects as go
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from unmasked.experiments._readers import size, widest
from unmasked.recurrent.encoder_decoder import EncoderDecoder
from unmasked.recurrent.seq2seq import Seq2Seq

N_LETTERS, D_MODEL, LONGEST = 16, 16, 16
VOCABULARY = N_LETTERS + 1
START = N_LETTERS
SIZES = {
    "source_vocab_size": VOCABULARY,
    "target_vocab_size": VOCABULARY,
    "d_model": D_MODEL,
}
LENGTHS = (2, 4, 6, 8, 10, 12, 14, 16, 20, 24)
ATTENTION, VECTOR = "looks back", "one vector"


def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2),
    quick: bool = False,
    done: Collection[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Train both networks with each seed; one item for each run.

    Args:
        seeds: each gives first weights and strings of its own.
        quick: a few steps, to see that it runs.
        done: items that an earlier run has finished.

    Example:
        >>> next(iter(measure(quick=True)))
        ('lengths', [2, 4])
    """
    n_steps, lengths = (3, (2, 4)) if quick else (1000, LENGTHS)
    budget = size(Seq2Seq(**SIZES, d_hidden=32))
    width = widest(lambda w: EncoderDecoder(**SIZES, d_hidden=w), budget=budget)
    yield "lengths", list(lengths)
    yield "seeds", list(seeds)
    yield "widths", {ATTENTION: 32, VECTOR: width}
    makers: dict[str, Callable[..., nn.Module]] = {
        ATTENTION: partial(Seq2Seq, d_hidden=32),
        VECTOR: partial(EncoderDecoder, d_hidden=width),
    }
    for seed in seeds:
        for name, make in makers.items():
            if f"{name}, seed {seed}" not in done:
                torch.manual_seed(seed)
                model = make(**SIZES)
                train(model, n_steps)
                yield f"{name}, seed {seed}", describe(model, lengths)


def train(model: nn.Module, n_steps: int) -> None:
    """Teach a network to write strings backwards, of one length a batch."""
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(n_steps):
        length = int(torch.randint(1, LONGEST + 1, ()))
        source = torch.randint(N_LETTERS, (64, length))
        wanted = source.flip(1)
        written = F.pad(wanted[:, :-1], (1, 0), value=START)
        logits, _ = say(model, source, written)
        optimizer.zero_grad()
        F.cross_entropy(logits.flatten(0, 1), wanted.flatten()).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()


def say(
    model: nn.Module, source: Tensor, written: Tensor
) -> tuple[Tensor, Tensor | None]:
    """Scores, and where it looked if it can look."""
    lengths = torch.full((len(source),), source.shape[1])
    output = model(source, written, lengths)
    return output if isinstance(output, tuple) else (output, None)


@torch.no_grad()
def write(model: nn.Module, source: Tensor) -> tuple[Tensor, Tensor | None]:
    """The string that a network writes, each letter after its own last."""
    written = torch.full((len(source), 1), START)
    while True:
        logits, alignment = say(model, source, written)
        letters = logits[..., :N_LETTERS].argmax(dim=-1)
        if written.shape[1] == source.shape[1]:
            return letters, alignment
        written = F.pad(letters, (1, 0), value=START)


def describe(model: nn.Module, lengths: Sequence[int]) -> dict[str, Any]:
    """Shares of letters and of whole strings that are right; one alignment."""
    letters, strings = [], []
    for length in lengths:
        source = torch.randint(N_LETTERS, (200, length))
        right = write(model, source)[0] == source.flip(1)
        letters.append(round(float(right.float().mean()), 4))
        strings.append(round(float(right.all(dim=1).float().mean()), 4))
    source = torch.randperm(N_LETTERS)[None, :10]
    wrote, alignment = write(model, source)
    return {
        "letters": letters,
        "strings": strings,
        "source": source[0].tolist(),
        "wrote": wrote[0].tolist(),
        "alignment": []
        if alignment is None
        else [[round(w, 3) for w in row] for row in alignment[0].tolist()],
    }


def draw(results: dict[str, Any]) -> go.Figure:
    """Share of right letters against length, with and without looking."""
    figure = go.Figure()
    for name in (ATTENTION, VECTOR):
        runs = [results[f"{name}, seed {s}"] for s in results["seeds"]]
        columns = list(zip(*(run["letters"] for run in runs), strict=True))
        figure.add_scatter(
            x=results["lengths"],
            y=[mean(column) for column in columns],
            error_y={"type": "data", "array": [stdev(c) for c in columns]},
            mode="lines+markers",
            marker={"symbol": len(figure.data), "size": 9},
            name=name,
        )
    figure.add_vline(x=LONGEST, line={"dash": "dot", "color": "#888"})
    figure.add_annotation(
        x=LONGEST, y=0.02, text="trained up to here ", showarrow=False,
        xanchor="right",
    )  # fmt: skip
    figure.update_xaxes(title="letters in the string")
    figure.update_yaxes(title="share of right letters", range=[0, 1.05])
    return figure
