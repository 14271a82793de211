"""Claim: for any one token, most hidden units of a real model do little.

Three models, as they are: the course's translator (ReLU, so a unit can be
exactly silent), MiniLM (GELU) and SmolLM2 (SwiGLU). For each layer, the share
of units whose activation is positive. Then SmolLM2 reads on with only the
largest hidden numbers of each token, the others set to zero.

Source: Li et al. 2022, "The Lazy Neuron Phenomenon", §2,
https://arxiv.org/abs/2210.06313
Lesson: docs/transformer/feed-forward.md
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
import plotly.graph_objects as go
import torch
from torch import Tensor, nn

from unmasked.data.addresses import addresses
from unmasked.data.translations import translation_pairs
from unmasked.experiments.trained_translator import translator
from unmasked.inspect import record
from unmasked.inspect.names import find_modules
from unmasked.pretrained.minilm import load_minilm
from unmasked.pretrained.smollm2 import load_smollm2
from unmasked.training.batches import Batch, Windows
from unmasked.training.loop import next_token_loss

SHARES = (1.0, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02)


def positive(found: dict[str, Tensor]) -> dict[str, list[float]]:
    """The share of hidden numbers above zero, and of units that never are."""
    on = [(h.flatten(0, -2) > 0).float() for h in found.values()]
    return {
        "active": [round(float(o.mean()), 4) for o in on],
        "never": [
            round(float((o.sum(dim=0) == 0).float().mean()), 4) for o in on
        ],
    }


@contextmanager
def only_largest(model: nn.Module, share: float) -> Iterator[None]:
    """Let each feed-forward layer use this share of its hidden numbers.

    Which ones, is chosen anew for each token: the largest in size.
    """

    def keep(_module: nn.Module, args: tuple[Tensor, ...]) -> Tensor:
        hidden = args[0]
        count = max(1, round(share * hidden.shape[-1]))
        places = hidden.abs().topk(count, dim=-1).indices
        return torch.zeros_like(hidden).scatter(
            -1, places, hidden.gather(-1, places)
        )

    pattern = "blocks.*.feed_forward.sublayer.down_proj"
    with ExitStack() as stack:
        for module in find_modules(model, [pattern]).values():
            stack.enter_context(module.register_forward_pre_hook(keep))
        yield


@torch.no_grad()
def loss_with(model: nn.Module, batch: Batch, share: float) -> float:
    """The loss a token when the layers use only this share."""
    with only_largest(model, share):
        return float(next_token_loss(model, batch)) / batch.targets.numel()


def measure(
    *, seeds: Sequence[int] = (0, 1, 2), quick: bool = False
) -> dict[str, Any]:
    """Count active units, and read with few of them.

    Args:
        seeds: each is another batch of windows of addresses.
        quick: a few tokens.

    Example:
        >>> from unmasked.experiments import load
        >>> len(load("lazy_units")["SmolLM2"]["active"])  # what it gave
        30
    """
    texts = [a.text for a in addresses("valid") if a.year >= 1980]
    found: dict[str, Any] = {
        "translator": _translator(4 if quick else 64),
        "MiniLM": _minilm(texts, n=1 if quick else 8),
    }
    model, tokenizer = load_smollm2()
    text = "\n\n".join(texts)
    tokens = np.array(tokenizer.encode(text[:20_000] if quick else text))
    block, n = (8, 1) if quick else (128, 2)
    losses: list[list[float]] = []
    for seed in seeds[:1] if quick else seeds:
        batch = next(Windows(tokens, block=block, batch_size=n, seed=seed))
        if not losses:
            pattern = "blocks.*.feed_forward.sublayer.gate_proj"
            with record(model, pattern) as gates, torch.no_grad():
                model(batch.inputs)
            found["SmolLM2"] = positive(gates)
        shares = SHARES[:2] if quick else SHARES
        losses.append([round(loss_with(model, batch, s), 4) for s in shares])
    return found | {"losses": losses}


def _translator(n: int) -> dict[str, list[float]]:
    pairs = translation_pairs("es", "valid")[:n]
    ours = translator()
    pattern = "encoder.*.feed_forward.sublayer.up_proj"
    rows = []
    for pair in pairs:
        with record(ours.model, pattern) as hidden:
            ours.translate([pair.english])
        rows.append(hidden)
    return positive(
        {name: torch.cat([r[name][0] for r in rows]) for name in rows[0]}
    )


def _minilm(texts: list[str], *, n: int) -> dict[str, list[float]]:
    model, tokenizer = load_minilm()
    rows = [tokenizer.encode(text)[:128] for text in texts[:n]]
    pattern = "blocks.*.feed_forward.sublayer.up_proj"
    with record(model, pattern) as hidden, torch.no_grad():
        model(torch.tensor(rows))
    return positive(hidden)


def draw(results: dict[str, Any]) -> go.Figure:
    """Draw the rise of SmolLM2's loss against the share of numbers used."""
    losses = np.array(results["losses"])
    rises = losses - losses[:, :1]
    spread = rises.std(axis=0, ddof=1) if len(rises) > 1 else 0 * rises[0]
    figure = go.Figure()
    figure.add_scatter(
        x=SHARES[: rises.shape[1]],
        y=rises.mean(axis=0),
        error_y={"type": "data", "array": spread},
        mode="lines+markers",
        name="SmolLM2",
    )
    figure.update_xaxes(
        title="share of hidden numbers used for a token",
        type="log",
        tickvals=SHARES,
        tickformat=".0%",
        autorange="reversed",
    )
    figure.update_yaxes(title="rise of the loss, nats", rangemode="tozero")
    figure.update_layout(height=380)
    return figure
