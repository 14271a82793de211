"""Claim: a trained stack is a memory that every layer reads and adds to.

In SmolLM2-135M (pre-norm) and MiniLM (post-norm), on presidents' addresses:
how long the stream is, how long what each sublayer writes, and at what angle.
In SmolLM2 also what the model would say if it had to stop after each layer,
and what is lost when a layer may not write, or may not pass on what it read.

Source: Elhage et al. 2021, "A Mathematical Framework for Transformer
Circuits", https://transformer-circuits.pub/2021/framework/index.html; single
huge numbers: Sun et al. 2024, https://arxiv.org/abs/2402.17762
Lesson: docs/transformer/normalization-and-residuals.md
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from statistics import mean
from typing import Any

import numpy as np
import plotly.graph_objects as go
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from unmasked.data.addresses import addresses
from unmasked.inspect.ablate import skip
from unmasked.inspect.logit_lens import logit_lens
from unmasked.inspect.record import record
from unmasked.pretrained.minilm import load_minilm
from unmasked.pretrained.smollm2 import load_smollm2

N_TOKENS = 128
PROMPT = "The capital of France is the city of"


def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2),
    quick: bool = False,
    done: Collection[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Let both models read passages, and look at their streams.

    Args:
        seeds: each cuts another passage.
        quick: few tokens, and the encoder alone.
        done: what an earlier run has finished.

    Example:
        >>> from unmasked.experiments import load
        >>> recorded = load("stream_writes")  # what `measure` gave
        >>> len(recorded["SmolLM2"]["attention"])  # layers
        30
    """
    text = "\n\n".join(a.text for a in addresses("valid") if a.year >= 1980)
    if quick:
        text = text[:20_000]
    if "MiniLM" not in done:
        model, pieces = load_minilm()
        tokens = np.array(pieces.encode(text))
        runs = [
            writes(model, _passage(tokens, seed))
            for seed in (seeds[:1] if quick else seeds)
        ]
        yield "MiniLM", _mean(runs)
    if quick:
        return
    decoder, tokenizer = load_smollm2()
    tokens = np.array(tokenizer.encode(text))
    passages = [_passage(tokens, seed) for seed in seeds]
    if "SmolLM2" not in done:
        yield "SmolLM2", _mean([writes(decoder, p) for p in passages])
    if "lens" not in done:
        prompt = torch.tensor([tokenizer.encode(PROMPT)])
        chances = logit_lens(decoder, prompt)[:, 0].softmax(dim=-1)
        best, which = chances.max(dim=-1)
        yield (
            "lens",
            {
                "tokens": [tokenizer.decode([t]) for t in prompt[0].tolist()],
                "says": [
                    [tokenizer.decode([t]) for t in row]
                    for row in which.tolist()
                ],
                "chance": [[round(p, 3) for p in row] for row in best.tolist()],
                # loss on the passages if the model stopped after each layer
                "loss": [
                    [round(x, 4) for x in lens_losses(decoder, p)]
                    for p in passages
                ],
            },
        )
    if "without" not in done:
        yield "without", [without(decoder, p) for p in passages]


def _passage(tokens: np.ndarray, seed: int) -> Tensor:
    rng = np.random.default_rng(seed)
    start = int(rng.integers(len(tokens) - N_TOKENS))
    return torch.from_numpy(tokens[None, start : start + N_TOKENS]).long()


def _mean(runs: Sequence[dict[str, list[float]]]) -> dict[str, list[float]]:
    return {
        name: [
            round(mean(values), 4)
            for values in zip(*(run[name] for run in runs), strict=True)
        ]
        for name in runs[0]
    }


@torch.no_grad()
def writes(model: nn.Module, tokens: Tensor) -> dict[str, list[float]]:
    """What flows along the stream, layer by layer.

    Lengths are medians over the tokens but the first, which is told apart:
    in a decoder it often is of another size altogether.
    """
    with (
        record(model, "blocks.*") as after,
        record(model, "blocks.0", inputs=True) as before,
        record(model, "blocks.*.attention.sublayer") as looked,
        record(model, "blocks.*.feed_forward", inputs=True) as between,
        record(model, "blocks.*.feed_forward.sublayer") as thought,
    ):
        model(tokens)
    streams = [before["blocks.0"], *after.values()]
    found = {
        "stream": [_length(x[:, 1:]) for x in streams],
        "first token": [_length(x[:, :1]) for x in streams],
        "largest entry": [float(x[:, 0].abs().max()) for x in streams],
        "attention": [_length(x[:, 1:]) for x in looked.values()],
        "feed-forward": [_length(x[:, 1:]) for x in thought.values()],
    }
    pairs = {
        "attention angle": zip(looked.values(), streams[:-1], strict=True),
        "feed-forward angle": zip(
            thought.values(), between.values(), strict=True
        ),
    }
    for name, both in pairs.items():
        found[name] = [
            float(F.cosine_similarity(w, x, dim=-1)[:, 1:].mean())
            for w, x in both
        ]
    return found


def _length(x: Tensor) -> float:
    return float(x.norm(dim=-1).median())


@torch.no_grad()
def lens_losses(model: nn.Module, tokens: Tensor) -> list[float]:
    """The loss if the model had to speak after each layer."""
    lens = logit_lens(model, tokens)
    targets = tokens[:, 1:].flatten()
    return [
        float(F.cross_entropy(scores[:, :-1].flatten(0, 1), targets))
        for scores in lens
    ]


@torch.no_grad()
def without(model: nn.Module, tokens: Tensor) -> dict[str, Any]:
    """The loss without a layer's write, its carry, or the final norm."""

    def loss() -> float:
        scores = model(tokens)[:, :-1]
        targets = tokens[:, 1:].flatten()
        return round(float(F.cross_entropy(scores.flatten(0, 1), targets)), 4)

    found: dict[str, Any] = {"nothing": loss(), "write": [], "carry": []}
    blocks = model.get_submodule("blocks")
    for number, block in enumerate(blocks.children()):
        with skip(model, f"blocks.{number}"):
            found["write"].append(loss())
        handle = block.register_forward_hook(_forget())
        found["carry"].append(loss())
        handle.remove()
    with skip(model, "norm"):
        found["final norm"] = loss()
    return found


def _forget() -> Callable[..., Tensor]:
    """Take out what a block passed on; what it wrote is left."""

    def hook(_block: nn.Module, args: tuple[Any, ...], output: Tensor) -> Any:
        return output - args[0]

    return hook


def draw(results: dict[str, Any], model: str = "SmolLM2") -> go.Figure:
    """Draw the lengths of the stream and of what each layer writes."""
    found = results.get(model, results["MiniLM"])
    figure = go.Figure()
    for number, (name, label) in enumerate(
        {
            "stream": "the stream",
            "attention": "written by attention",
            "feed-forward": "written by feed-forward",
            "first token": "the stream of the first token",
        }.items()
    ):
        values = found[name]
        first = 1 + len(found["attention"]) - len(values)
        figure.add_scatter(
            x=list(range(first, first + len(values))),
            y=values,
            mode="lines+markers",
            marker={"symbol": number, "size": 6},
            line={"dash": "dot" if name == "first token" else "solid"},
            name=label,
        )
    figure.update_xaxes(title="layer (0 is the embedding)")
    figure.update_yaxes(title="length", type="log", exponentformat="power")
    figure.update_layout(height=420)
    return figure


def draw_lens(results: dict[str, Any]) -> go.Figure:
    """Draw what SmolLM2 would say after each layer, and how sure it is."""
    lens = results["lens"]
    n_layers, n_tokens = len(lens["says"]), len(lens["tokens"])
    figure = go.Figure(
        go.Heatmap(
            z=lens["chance"],
            zmin=0,
            zmax=1,
            text=[[word.strip()[:9] for word in row] for row in lens["says"]],
            texttemplate="%{text}",
            textfont={"size": 9},
            showscale=False,
            xgap=1,
            ygap=1,
            hovertemplate="layer %{y}: %{text}, %{z:.0%}<extra></extra>",
        )
    )
    figure.update_xaxes(
        title="after reading",
        tickvals=list(range(n_tokens)),
        ticktext=[word.strip() for word in lens["tokens"]],
        tickangle=-45,
    )
    figure.update_yaxes(
        title="layer", tickvals=list(range(0, n_layers, 5)), showgrid=False
    )
    figure.update_layout(height=640)
    return figure


def rises(results: dict[str, Any], what: str) -> list[float]:
    """How far the loss rises without a layer's write or carry, layer by layer.

    Example:
        >>> runs = [{"nothing": 3.0, "write": [3.5, 4.0]}]
        >>> rises({"without": runs}, "write")
        [0.5, 1.0]
    """
    each = [
        [loss - run["nothing"] for loss in run[what]]
        for run in results["without"]
    ]
    return [mean(layer) for layer in zip(*each, strict=True)]


def draw_without(results: dict[str, Any]) -> go.Figure:
    """Draw what is lost when a layer may not write, or may not pass on."""
    figure = go.Figure()
    names = {
        "write": "without what the layer writes",
        "carry": "without what the layer passes on",
    }
    for number, (what, name) in enumerate(names.items()):
        middle = rises(results, what)
        each = [
            [run[what][layer] - run["nothing"] for run in results["without"]]
            for layer in range(len(middle))
        ]
        figure.add_scatter(
            x=list(range(1, len(middle) + 1)),
            y=middle,
            error_y={
                "type": "data",
                "array": [
                    max(e) - m for e, m in zip(each, middle, strict=True)
                ],
                "arrayminus": [
                    m - min(e) for e, m in zip(each, middle, strict=True)
                ],
                "thickness": 1,
            },
            mode="lines+markers",
            marker={"symbol": number, "size": 6},
            name=name,
        )
    figure.update_xaxes(title="layer")
    figure.update_yaxes(title="rise of the loss (nats)", rangemode="tozero")
    figure.update_layout(height=380)
    return figure
