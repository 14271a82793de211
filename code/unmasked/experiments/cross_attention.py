"""Claim: cross-attention aligns, and in the last layer most of all.

Some words are the same in both languages: "XML", "Python", "color". Where the
target repeats a token of the source, we know which source token it came from.
Does the layer look there when it writes it? Counted over the exam pairs, with
the reference as target.

Source: Bahdanau et al. 2015, §5.2.1, https://arxiv.org/abs/1409.0473
Lesson: docs/transformer/attention-is-all-you-need.md
"""

from dataclasses import dataclass

import plotly.graph_objects as go
import torch
from torch import Tensor

from unmasked.experiments._translation_exam import questions
from unmasked.generation.translator import Translator
from unmasked.inspect.attention_maps import attention_maps


@dataclass(frozen=True)
class Alignment:
    """How often each layer looked most at the token that is repeated.

    `chance` is what a look at random would score.
    """

    n: int
    chance: float
    layers: list[float]


def look(both: Translator, source: str, target: str) -> Tensor:
    """Who looks where while the target is written: (layers, target, source).

    The mean over the heads. Row i is the position that must say token i of the
    target; the source ends with its end token.

    Example:
        >>> from unmasked.experiments.trained_translator import translator
        >>> weights = look(translator(), "Open", "Abrir")
        >>> len(weights), bool(weights.sum(dim=-1).allclose(torch.ones(())))
        (3, True)
    """
    read, write = both.pair(source, target)
    with attention_maps(both.model) as maps, torch.inference_mode():
        both.model(torch.tensor([read]), torch.tensor([write[:-1]]))
    layers = [w[0].mean(0) for name, w in maps.items() if "cross" in name]
    return torch.stack(layers)


def measure(both: Translator, *, shortest: int = 3) -> Alignment:
    """Count over the new exam pairs.

    Args:
        both: the translator.
        shortest: letters that a repeated token must have, so that endings and
            commas do not count.
    """
    hits: list[Tensor] = []
    chance = 0.0
    for question in questions()[0]:
        read, write = both.pair(*question.pair)
        repeated = [
            (place, read.index(token))
            for place, token in enumerate(write[1:-1])
            if read.count(token) == write.count(token) == 1
            and len(both.tokenizer.decode([token]).strip()) >= shortest
        ]
        if not repeated:
            continue
        most = look(both, *question.pair).argmax(dim=-1)
        for place, origin in repeated:
            hits.append((most[:, place] == origin).float())
            chance += 1 / len(read)
    found = torch.stack(hits)
    return Alignment(len(hits), chance / len(hits), found.mean(0).tolist())


def draw(both: Translator, source: str, target: str) -> go.Figure:
    """The last layer's weights over a sentence pair."""
    read, write = both.pair(source, target)
    weights = look(both, source, target)[-1].tolist()
    figure = go.Figure(
        go.Heatmap(
            z=weights,
            zmin=0,
            zmax=1,
            text=[[f"{100 * w:.0f}" for w in row] for row in weights],
            texttemplate="%{text}",
            hovertemplate="%{text} % of the attention<extra></extra>",
            xgap=2,
            ygap=2,
            showscale=False,
        )
    )
    across, down = (
        [_word(both, token) for token in ids] for ids in (read, write[1:])
    )
    figure.update_xaxes(
        title="looks at", tickvals=list(range(len(across))), ticktext=across
    )
    figure.update_yaxes(
        title="writes",
        tickvals=list(range(len(down))),
        ticktext=down,
        autorange="reversed",
    )
    figure.update_layout(height=110 + 36 * len(down))
    return figure


def _word(both: Translator, token: int) -> str:
    # Plotly would take "</s>" for a tag.
    return "(end)" if token == both.end else both.tokenizer.decode([token])
