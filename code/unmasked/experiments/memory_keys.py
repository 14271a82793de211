"""Claim to test: a unit writes the token that came after what it answers to.

For each hidden unit of some layers of SmolLM2: the place in a text where it
answers most strongly, and the token that its value vector raises most when it
is read off by the model's own head. How often is that the token that in fact
came next? Beside it, the same count with keys and values paired at random.

Source: Geva et al. 2021, "Transformer Feed-Forward Layers Are Key-Value
Memories", §4, https://arxiv.org/abs/2012.14913
Lesson: docs/transformer/feed-forward.md
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
import torch
from torch import Tensor, nn

from unmasked.data.addresses import addresses
from unmasked.inspect import record
from unmasked.pretrained.smollm2 import load_smollm2
from unmasked.training.batches import Windows

LAYERS = (0, 5, 10, 15, 20, 25, 29)


def strongest(hidden: Tensor) -> tuple[Tensor, Tensor]:
    """For each unit, the place where it is largest in size, and its sign.

    Example:
        >>> place, sign = strongest(torch.tensor([[1.0, -3.0], [2.0, 1.0]]))
        >>> place.tolist(), sign.tolist()
        ([1, 0], [1.0, -1.0])
    """
    place = hidden.abs().argmax(dim=0)
    return place, hidden.gather(0, place[None])[0].sign()


def raised(model: nn.Module, layer: int, sign: Tensor) -> Tensor:
    """For each unit of a layer, the token that it raises most."""
    down = model.get_parameter(
        f"blocks.{layer}.feed_forward.sublayer.down_proj.weight"
    )
    gain = model.get_parameter("norm.weight")
    embed = model.get_parameter("embed.weight")
    written = (down * sign).T * gain
    parts = [(rows @ embed.T).argmax(dim=-1) for rows in written.split(128)]
    return torch.cat(parts)


@torch.no_grad()
def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2),
    quick: bool = False,
    done: Sequence[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Count, layer by layer, how often the value foretells the next token.

    Args:
        seeds: each reads other windows of addresses.
        quick: a few tokens, one layer, one seed.
        done: the layers whose results are there already.

    Example:
        >>> from unmasked.experiments import load
        >>> list(load("memory_keys"))[-1]  # what `measure` gave
        'layer 29'
    """
    model, tokenizer = load_smollm2()
    text = "\n\n".join(a.text for a in addresses("valid") if a.year >= 1980)
    tokens = np.array(tokenizer.encode(text[:20_000] if quick else text))
    block, n = (16, 2) if quick else (128, 16)
    batches = [
        next(Windows(tokens, block=block, batch_size=n, seed=seed))
        for seed in (seeds[:1] if quick else seeds)
    ]
    for layer in LAYERS[:1] if quick else LAYERS:
        if f"layer {layer}" in done:
            continue
        name = f"blocks.{layer}.feed_forward.sublayer.down_proj"
        agree, luck = [], []
        examples: list[list[str]] = []
        values: dict[int, Tensor] = {}
        for batch in batches:
            with record(model, name, inputs=True) as seen:
                model(batch.inputs, last_only=True)
            place, sign = strongest(seen[name].flatten(0, 1))
            for way in (1, -1):
                if way not in values:
                    values[way] = raised(
                        model, layer, torch.full_like(sign, way)
                    )
            said = torch.where(sign > 0, values[1], values[-1])
            came = batch.targets.flatten()[place]
            agree.append(round(float((said == came).float().mean()), 5))
            mixed = came[torch.randperm(len(came), generator=_shuffle(layer))]
            luck.append(round(float((said == mixed).float().mean()), 5))
            if not examples:
                examples = _examples(
                    tokenizer, batch.inputs, batch.targets, place, said
                )
        yield (
            f"layer {layer}",
            {"agree": agree, "luck": luck, "examples": examples},
        )


def _shuffle(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def _examples(
    tokenizer: Any, inputs: Tensor, targets: Tensor, place: Tensor, said: Tensor
) -> list[list[str]]:
    """For the first units: the text up to the key, what came, what is said."""
    found = []
    for unit in range(8):
        row, column = divmod(int(place[unit]), inputs.shape[1])
        before = inputs[row, max(0, column - 7) : column + 1].tolist()
        came = int(targets[row, column])
        found.append(
            [
                tokenizer.decode(before),
                tokenizer.decode([came]),
                tokenizer.decode([int(said[unit])]),
            ]
        )
    return found


def draw(results: dict[str, Any]) -> go.Figure:
    """Draw the share of units that foretell, by layer."""
    figure = go.Figure()
    layers = [int(name.split()[1]) + 1 for name in results]
    for kind, name in (
        ("agree", "key and value of the same unit"),
        ("luck", "paired at random"),
    ):
        shares = np.array([found[kind] for found in results.values()])
        wide = shares.shape[1] > 1
        figure.add_scatter(
            x=layers,
            y=shares.mean(axis=1),
            error_y={
                "type": "data",
                "array": shares.std(axis=1, ddof=1) if wide else 0 * layers,
            },
            mode="lines+markers",
            name=name,
        )
    figure.update_xaxes(title="layer")
    figure.update_yaxes(title="share of units", tickformat=".1%")
    figure.update_layout(height=380)
    return figure
