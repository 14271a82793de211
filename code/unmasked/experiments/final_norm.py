"""Claim: without a norm behind the last layer a deep stack starts too loud.

Untrained pre-norm stacks guess random tokens. Guessing evenly would cost
log 512; what a stack costs beyond that it has to unlearn first.

Source: Radford et al. 2019, "Language Models are Unsupervised Multitask
Learners", §2.3: "an additional layer normalization was added after the final
self-attention block",
https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf
Lesson: docs/transformer/normalization-and-residuals.md
"""

import math
from collections.abc import Sequence
from statistics import mean

import plotly.graph_objects as go
import torch
import torch.nn.functional as F

from unmasked.experiments._depth_model import SEQ, VOCAB, DepthModel

DEPTHS = (2, 4, 8, 16, 32)
NAMES = {True: "with a final norm", False: "without"}
EVEN = math.log(VOCAB)

Losses = dict[tuple[bool, int], list[float]]


@torch.no_grad()
def measure(
    *, depths: Sequence[int] = DEPTHS, seeds: Sequence[int] = (0, 1, 2)
) -> Losses:
    """The loss before the first step, for each (final norm, depth) and seed.

    Example:
        >>> losses = measure(depths=[8], seeds=[0])
        >>> losses[True, 8] < losses[False, 8]
        True
    """
    found: Losses = {}
    for depth in depths:
        for final in NAMES:
            found[final, depth] = []
            for seed in seeds:
                torch.manual_seed(seed)
                model = DepthModel("pre-norm", n_layers=depth, final_norm=final)
                tokens, targets = torch.randint(VOCAB, (2, 4, SEQ))
                scores = model(tokens).flatten(0, 1)
                loss = F.cross_entropy(scores, targets.flatten())
                found[final, depth].append(loss.item())
    return found


def draw(losses: Losses) -> go.Figure:
    """Loss at the start against depth."""
    figure = go.Figure()
    depths = sorted({depth for _, depth in losses})
    for number, (final, name) in enumerate(NAMES.items()):
        runs = [losses[final, depth] for depth in depths]
        middle = [mean(run) for run in runs]
        figure.add_scatter(
            x=depths,
            y=middle,
            error_y={
                "type": "data",
                "array": [
                    max(r) - m for r, m in zip(runs, middle, strict=True)
                ],
                "arrayminus": [
                    m - min(r) for r, m in zip(runs, middle, strict=True)
                ],
            },
            mode="lines+markers",
            marker={"symbol": number, "size": 8},
            name=name,
        )
    figure.add_hline(
        y=EVEN,
        line={"dash": "dash", "color": "#888"},
        annotation_text="guessing evenly",
        annotation_position="bottom right",
    )
    figure.update_xaxes(title="layers", type="log", tickvals=depths)
    figure.update_yaxes(title="loss before the first step (nats)")
    figure.update_layout(height=340)
    return figure
