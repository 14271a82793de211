"""Claim: one pretrained model of each family does its job in our classes.

An encoder finds what means the same, a decoder goes on and answers, an
encoder-decoder writes down what it hears. And each is tried at the job of
another: the decoder's vectors at finding, against the encoder's.

Source: echo embeddings: Springer et al. 2024, §3,
https://arxiv.org/abs/2402.15449
Lesson: docs/transformer/encoder-decoder.md
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import plotly.graph_objects as go
import torch
from torch import Tensor

from unmasked.data.speech import speech
from unmasked.experiments._decoder_at_work import decoder_at_work
from unmasked.experiments._meaning_exam import by_words, found, told_apart
from unmasked.experiments._meaning_pairs import REVIEWS, TRIPLES, Triple
from unmasked.inspect.attention_maps import attention_maps
from unmasked.models.log_mel import log_mel_spectrogram, pad_or_cut
from unmasked.pretrained.minilm import embed_texts, load_minilm
from unmasked.pretrained.whisper_tiny import (
    PROMPT,
    load_whisper_tiny,
    transcribe,
)

FRAMES_A_CELL = 3  # places of 20 ms, averaged for the figure


def measure(
    *, seed: int = 0, quick: bool = False, done: Collection[str] = ()
) -> Iterator[tuple[str, Any]]:
    """Let each do its job.

    Args:
        seed: of the words that the decoder draws.
        quick: the encoder alone.
        done: what an earlier run has finished.

    Example:
        >>> from unmasked.experiments import load
        >>> load("families_at_work")["encoder-decoder"]["text"]
        'He might even have been made amiable himself.'
    """
    triples = TRIPLES[:4] if quick else TRIPLES
    if "encoder" not in done:
        yield "encoder", _encoder(triples)
    if quick:
        return
    if "decoder" not in done:
        yield "decoder", decoder_at_work(seed=seed)
    if "encoder-decoder" not in done:
        yield "encoder-decoder", _encoder_decoder()


def _encoder(triples: Sequence[Triple]) -> dict[str, Any]:
    model, tokens = load_minilm()
    poles = embed_texts(model, tokens, ["a good review", "a bad review"])
    told = embed_texts(model, tokens, list(REVIEWS)) @ (poles[0] - poles[1])
    return {
        "found": found(
            lambda texts: embed_texts(model, tokens, texts), triples
        ),
        "by words": found(by_words, triples),
        "reviews": told_apart(told),
    }


@torch.inference_mode()
def _encoder_decoder() -> dict[str, Any]:
    model, tokenizer = load_whisper_tiny()
    samples = speech()
    text = transcribe(model, tokenizer, samples)
    memory = model.encode(log_mel_spectrogram(pad_or_cut(samples))[None])
    start = tokenizer.encode(PROMPT, allowed_special="all")
    tokens = start + tokenizer.encode(f" {text}")
    with attention_maps(model) as maps:
        model.decode(torch.tensor([tokens]), memory)
    across = [m[0] for name, m in maps.items() if "cross_attention" in name]
    # The row before a word is where that word is chosen.
    heads = torch.stack(across[2:]).flatten(0, 1)[:, len(start) - 1 : -1]
    places = len(samples) // 320 // FRAMES_A_CELL * FRAMES_A_CELL
    cells = heads[..., :places].unflatten(-1, (-1, FRAMES_A_CELL)).sum(-1)
    return {
        "text": text,
        "words": [tokenizer.decode([t]) for t in tokens[len(start) :]],
        "looks": [
            [round(value, 3) for value in row]
            for row in _most_orderly(cells).tolist()
        ],
        "memory": list(memory.shape),
    }


def _most_orderly(heads: Tensor) -> Tensor:
    """Of all heads the one whose center of attention moves on most steadily."""
    share = heads / heads.sum(dim=-1, keepdim=True)
    centers = share @ torch.arange(heads.shape[-1]).to(share)
    order = torch.linspace(-1, 1, centers.shape[-1])
    away = centers - centers.mean(dim=-1, keepdim=True)
    steady = (away @ order) / (away.norm(dim=-1) * order.norm() + 1e-6)
    return heads[steady.argmax()]


def draw(results: dict[str, Any]) -> go.Figure:
    """Where in the sound one head looks while each piece is written."""
    heard = results["encoder-decoder"]
    places = list(range(len(heard["words"])))
    step = FRAMES_A_CELL * 0.02
    figure = go.Figure(
        go.Heatmap(
            z=heard["looks"],
            x=[(i + 0.5) * step for i in range(len(heard["looks"][0]))],
            y=places,
            showscale=False,
        )
    )
    figure.update_xaxes(title="seconds of sound")
    figure.update_yaxes(
        title="writes",
        tickvals=places,
        ticktext=[word.strip() for word in heard["words"]],
        autorange="reversed",
    )
    figure.update_layout(height=380)
    return figure
