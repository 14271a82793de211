"""Claim: trained on 12,000 messages, a small Transformer translates new ones.

The exam is a part of the pairs that nobody learned from: without the messages
that resemble a learned one. Two cheap answers to every message stand beside
the model's: the message itself, and the translation of the most similar
message that was learned.

Source: Vaswani et al. 2017, §5 and §6.1, https://arxiv.org/abs/1706.03762
Lesson: docs/transformer/attention-is-all-you-need.md
"""

import shutil
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import torch
from plotly.subplots import make_subplots
from sacrebleu.metrics import CHRF

from unmasked.data.translations import translation_pairs
from unmasked.experiments._translation_exam import (
    examine,
    questions,
    tokenizer,
)
from unmasked.generation.translator import Translator
from unmasked.models.transformer import Transformer, TransformerConfig
from unmasked.training.checkpoint import (
    latest_checkpoint,
    load_checkpoint,
    save_checkpoint,
)
from unmasked.training.loop import train
from unmasked.training.pairs import PairBatches, mean_pair_loss, pair_loss
from unmasked.training.rounded_weights import pack, unpack
from unmasked.training.schedules import noam

SIZES = TransformerConfig(
    vocab_size=2048,
    n_layers=3,
    d_model=128,
    n_heads=4,
    d_ff=512,
    max_length=128,
    dropout=0.2,
)
STEPS, WARMUP, EVERY, AVERAGED = 5000, 600, 250, 5
MAX_TOKENS, SMOOTHING = 1024, 0.1
# Where a killed run finds its way back to; a finished one leaves nothing.
CHECKPOINTS = Path(".cache/experiments/translation")


def measure(
    *, seed: int = 0, quick: bool = False, done: Collection[str] = ()
) -> Iterator[tuple[str, Any]]:
    """Train once, score on the exam, and keep the weights.

    Args:
        seed: of the first weights, the order of the batches and dropout.
        quick: a few steps of a small part, to see that it runs.
        done: what an earlier run has finished; if nothing, training begins
            anew, else it goes on from its checkpoint.

    Example:
        >>> from unmasked.experiments.recorded import load
        >>> load("translation")["sizes"]["parameters"]
        1646080
    """
    torch.manual_seed(seed)
    both = Translator(Transformer(SIZES), tokenizer(SIZES.vocab_size))
    few = 8 if quick else None
    learned = translation_pairs("es", "train")[:few]
    pairs = [both.pair(*pair) for pair in learned]
    if not done:
        shutil.rmtree(CHECKPOINTS, ignore_errors=True)
        yield (
            "sizes",
            {
                "parameters": sum(p.numel() for p in both.model.parameters()),
                "pairs": len(pairs),
                "source tokens": sum(len(source) for source, _ in pairs),
                "target tokens": sum(len(target) - 1 for _, target in pairs),
            },
        )
    results: dict[str, Any] = {"curve": _learn(both, pairs, seed, quick)}
    results["before rounding"] = _validate(both, few)
    results["weights"] = pack(both.model)
    unpack(results["weights"], both.model)
    results["after rounding"] = _validate(both, few)
    for part, asked in zip(("new", "nearly known"), questions(), strict=True):
        scores, answers = examine(both, asked[:few])
        results[part] = {"n": len(asked[:few]), "scores": scores}
        results[f"{part}, answers"] = answers
    yield from ((key, results[key]) for key in results if key not in done)
    shutil.rmtree(CHECKPOINTS, ignore_errors=True)


def _learn(
    both: Translator,
    pairs: list[tuple[list[int], list[int]]],
    seed: int,
    quick: bool,
) -> list[dict[str, float]]:
    """Train; leave the model with the mean of its last states."""
    model, (steps, every) = both.model, (10, 2) if quick else (STEPS, EVERY)
    adam = torch.optim.Adam(
        model.parameters(), betas=(0.9, 0.98), eps=1e-9, fused=True
    )
    batches = PairBatches(pairs, max_tokens=MAX_TOKENS, seed=seed)
    curve: list[dict[str, float]] = []
    rest: dict[str, Any] = {"step": 0}
    if saved := latest_checkpoint(CHECKPOINTS):
        rest = load_checkpoint(saved, model=model, optimizer=adam)
        batches.position, curve = rest["position"], rest["settings"]["curve"]
    earlier = curve[-1]["seconds"] if curve else 0.0
    run = train(
        model,
        batches,
        adam,
        steps=steps,
        first=rest["step"] + 1,
        schedule=partial(noam, d_model=SIZES.d_model, warmup_steps=WARMUP),
        loss=partial(pair_loss, label_smoothing=SMOOTHING),
    )
    states, losses = [], []
    for step in run:
        losses.append(step.loss)
        if step.number % every:
            continue
        curve.append(
            {
                "step": step.number,
                "epoch": batches.position / len(batches),
                "seconds": earlier + step.seconds,
                "train loss": sum(losses) / len(losses),
                **_validate(both, 8 if quick else None),
            }
        )
        print(curve[-1], flush=True)
        losses = []
        model.train()
        # A kept state is in no checkpoint: the way back is before the first.
        if step.number > steps - AVERAGED * every:
            states.append({n: w.clone() for n, w in model.state_dict().items()})
        else:
            save_checkpoint(
                CHECKPOINTS,
                model=model,
                optimizer=adam,
                step=step.number,
                position=batches.position,
                settings={"curve": curve},
            )
    model.load_state_dict(
        {n: torch.stack([s[n] for s in states]).mean(dim=0) for n in states[0]}
    )
    return curve


def _validate(both: Translator, few: int | None) -> dict[str, float]:
    """Loss and chrF on some pairs, neither learned nor in the exam."""
    pairs = translation_pairs("es", "valid")[::3][:few]
    found = both.translate([pair.english for pair in pairs])
    right = [pair.foreign for pair in pairs]
    ids = [both.pair(*pair) for pair in pairs]
    return {
        "valid loss": mean_pair_loss(both.model, ids),
        "valid chrf": CHRF().corpus_score(found, [right]).score,
    }


def draw(results: dict[str, Any]) -> go.Figure:
    """Loss and chrF on pairs that were not learned, epoch by epoch."""
    curve = results["curve"]
    epochs = [point["epoch"] for point in curve]
    figure = make_subplots(
        rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.08
    )
    for row, name, label in [
        (1, "valid loss", "loss (nats a token)"),
        (2, "valid chrf", "chrF"),
    ]:
        figure.add_scatter(
            x=epochs,
            y=[point[name] for point in curve],
            mode="lines+markers",
            showlegend=False,
            row=row,
            col=1,
        )
        figure.update_yaxes(title=label, row=row, col=1)
    figure.update_xaxes(title="epoch", row=2, col=1)
    figure.update_layout(height=400)
    return figure
