"""Claim: much attention goes to places that can be named without reading.

On ordinary prose: to the token itself, the one before, the one after, the
first token or what frames the text, and to punctuation. The shares are means
over all positions, head by head.

Source: Clark et al. 2019, "What Does BERT Look At?", §3,
https://arxiv.org/abs/1906.04341; the first token: Xiao et al. 2023,
https://arxiv.org/abs/2309.17453
Lesson: docs/transformer/multi-head-attention.md
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
import torch
from torch import Tensor, nn

from unmasked.data.addresses import addresses
from unmasked.experiments._twins import minilm, smollm2
from unmasked.inspect.attention_maps import attention_maps

MODELS = {"MiniLM": minilm, "SmolLM2": smollm2}
PLACES = {
    "frame": "the frame: first token, [CLS], [SEP]",
    "itself": "itself",
    "before": "the token before",
    "after": "the token after",
    "signs": "a full stop or comma elsewhere",
}
N_WORDS = 100


def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2),
    quick: bool = False,
    done: Sequence[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Let the models read passages of recent addresses.

    Args:
        seeds: each cuts other passages.
        quick: one passage, and the encoder alone.
        done: the models whose results are there already.

    Example:
        >>> from unmasked.experiments import load
        >>> recorded = load("head_habits")  # what `measure` gave
        >>> [len(found["shares"]) for found in recorded.values()]
        [6, 30]
    """
    texts = [a.text.split() for a in addresses("valid") if a.year >= 1990]
    for name in ["MiniLM"] if quick else MODELS:
        if name not in done:
            model, encode = MODELS[name]()
            signs = torch.tensor([encode([f"a{s}"])[1][-1] for s in ".,"])
            runs = []
            for seed in seeds[:1] if quick else seeds:
                rng = np.random.default_rng(seed)
                for words in texts[: 1 if quick else 4]:
                    start = int(rng.integers(len(words) - N_WORDS))
                    passage = words[start : start + N_WORDS]
                    runs.append(shares(model, encode(passage), signs))
            found = torch.stack(runs)
            yield (
                name,
                {
                    # layer by layer, head by head, in the order of PLACES
                    "shares": found[:, :-1].mean(dim=0).tolist(),
                    "even": found[:, -1, 0].mean(dim=0).tolist(),
                    "passages": len(runs),
                },
            )


@torch.no_grad()
def shares(
    model: nn.Module, encoded: Sequence[Sequence[int]], signs: Tensor
) -> Tensor:
    """The mean weight on each kind of place: (layers + 1, heads, places).

    A place of two kinds counts as the first of them. The last layer is no
    layer: it is what weights would give that are even over all that may be
    seen.

    Args:
        model: an encoder or a decoder.
        encoded: what an `Encode` gives.
        signs: the ids of the full stop and the comma.
    """
    tokens = torch.tensor([[piece for word in encoded for piece in word]])
    with attention_maps(model) as maps:
        model(tokens)
    weights = torch.stack([layer[0] for layer in maps.values()])
    seen = (weights.amax(dim=(0, 1)) > 0).float()
    even = (seen / seen.sum(dim=-1, keepdim=True)).expand_as(weights[:1])
    weights = torch.cat([weights, even])
    n = tokens.shape[1]
    ends = np.cumsum([len(pieces) for pieces in encoded])
    start, end = max(1, int(ends[0])), int(ends[-2])
    column = torch.arange(n).expand(n, n)
    row = column.T
    kinds = [
        (column < start) | (column >= end),
        column == row,
        column == row - 1,
        column == row + 1,
        torch.isin(tokens, signs).expand(n, n),
    ]
    left = torch.ones(n, n, dtype=torch.bool)
    found = []
    for kind in kinds:
        mine = (kind & left).float()
        left &= ~kind
        total = (weights * mine).sum(dim=-1)
        found.append(total[..., start:end].mean(dim=-1))
    return torch.stack(found, dim=-1)


def draw(results: dict[str, Any], model: str = "SmolLM2") -> go.Figure:
    """Stack the shares of a model, layer by layer."""
    layers = torch.tensor(results.get(model, results["MiniLM"])["shares"])
    mean = layers.mean(dim=1)
    figure = go.Figure()
    for number, name in enumerate(PLACES.values()):
        figure.add_bar(
            x=list(range(1, len(mean) + 1)),
            y=mean[:, number].tolist(),
            name=name,
        )
    figure.update_layout(barmode="stack", bargap=0.1, height=430)
    figure.update_xaxes(title="layer")
    figure.update_yaxes(
        title="share of the attention", range=[0, 1], tickformat=".0%"
    )
    return figure
