"""Claim: where the norm stands decides whether a deep stack starts to learn.

Pre-norm and post-norm at three depths, and at two of them at a second rate,
with and without a warm-up; also without residuals, and with DeepNorm. A run
counts as stuck if, after all its steps, it is not clearly better than a model
that knows only how often each token occurs.

Source: Xiong et al. 2020, "On Layer Normalization in the Transformer
Architecture", §3, https://arxiv.org/abs/2002.04745
Lesson: docs/transformer/normalization-and-residuals.md
"""

from collections.abc import Collection, Iterator, Sequence
from statistics import mean
from typing import Any, NamedTuple

import plotly.graph_objects as go
import torch

from unmasked.experiments._depth_model import DepthModel
from unmasked.experiments._depth_training import STEPS, Reader

DEPTHS, RATES, WARMUP = (2, 6, 12), (1e-3, 3e-3), 100
MARGIN = 0.1  # nats below the frequencies of tokens, to count as learning


class Setting(NamedTuple):
    """What one group of runs has in common."""

    wiring: str
    n_layers: int
    rate: float
    warmup: bool

    @property
    def key(self) -> str:
        """Its name in the results.

        Example:
            >>> Setting("pre-norm", 6, 1e-3, True).key
            'pre-norm, 6 layers, rate 0.001, warm-up'
        """
        start = "warm-up" if self.warmup else "no warm-up"
        return f"{self.wiring}, {self.n_layers} layers, rate {self.rate}, " + (
            start
        )


SETTINGS = [
    Setting(wiring, n_layers, rate, warmup)
    for n_layers in DEPTHS
    for rate in RATES
    if rate == RATES[0] or n_layers < DEPTHS[-1]
    for wiring in ("pre-norm", "post-norm")
    for warmup in (True, False)
] + [
    Setting("no residual", 6, 1e-3, True),
    Setting("DeepNorm", 12, 1e-3, True),
]


def measure(
    *,
    seeds: Sequence[int] = (0, 1, 2),
    quick: bool = False,
    done: Collection[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Train every setting with every seed.

    Args:
        seeds: of the first weights and the order of the batches.
        quick: one seed and a few steps.
        done: what an earlier run has finished.
    """
    reader = Reader()
    if "frequencies" not in done:
        yield "frequencies", reader.frequencies_loss
    for setting in SETTINGS:
        if setting.key in done:
            continue
        runs = []
        for seed in seeds[:1] if quick else seeds:
            torch.manual_seed(seed)
            model = DepthModel(setting.wiring, n_layers=setting.n_layers)
            runs.append(
                reader.learn(
                    model,
                    seed=seed,
                    steps=2 if quick else STEPS,
                    peak=setting.rate,
                    warmup=WARMUP if setting.warmup else 0,
                )
            )
        yield setting.key, runs


def losses(results: dict[str, Any], *setting: Any) -> list[float]:
    """The last losses of a setting; infinite where a run diverged.

    Example:
        >>> runs = {"pre-norm, 2 layers, rate 0.001, warm-up": [{"loss": 4.0}]}
        >>> losses(runs, "pre-norm", 2, 1e-3, True)
        [4.0]
    """
    runs = results[Setting(*setting).key]
    return [
        float("inf") if run["loss"] is None else run["loss"] for run in runs
    ]


def stuck(results: dict[str, Any], *setting: Any) -> int:
    """How many runs of a setting have learned nothing of the context.

    Example:
        >>> runs = {
        ...     "frequencies": 5.27,
        ...     "pre-norm, 2 layers, rate 0.001, warm-up": [
        ...         {"loss": 4.0}, {"loss": 5.25}, {"loss": None}
        ...     ],
        ... }
        >>> stuck(runs, "pre-norm", 2, 1e-3, True)
        2
    """
    limit = results["frequencies"] - MARGIN
    return sum(loss > limit for loss in losses(results, *setting))


def draw(results: dict[str, Any], rate: float = RATES[0]) -> go.Figure:
    """Loss at the end against depth, a mark for every run."""
    figure = go.Figure()
    depths = [
        n for n in DEPTHS if Setting("pre-norm", n, rate, True).key in results
    ]
    looks = {
        ("pre-norm", True): ("circle", "solid"),
        ("pre-norm", False): ("circle-open", "dot"),
        ("post-norm", True): ("square", "solid"),
        ("post-norm", False): ("square-open", "dot"),
    }
    for number, ((wiring, warmup), (symbol, dash)) in enumerate(looks.items()):
        points = [losses(results, wiring, n, rate, warmup) for n in depths]
        middle = [mean(group) for group in points]
        figure.add_scatter(
            x=[place + (number - 1.5) * 0.06 for place in range(len(depths))],
            y=middle,
            error_y={
                "type": "data",
                "array": [
                    max(p) - m for p, m in zip(points, middle, strict=True)
                ],
                "arrayminus": [
                    m - min(p) for p, m in zip(points, middle, strict=True)
                ],
            },
            mode="lines+markers",
            line={"dash": dash},
            marker={"symbol": symbol, "size": 9},
            name=f"{wiring}, {'with' if warmup else 'no'} warm-up",
        )
    figure.add_hline(
        y=results["frequencies"],
        line={"dash": "dash", "color": "#888"},
        annotation_text="token frequencies alone",
        annotation_position="bottom left",
    )
    figure.update_xaxes(
        title="layers", tickvals=list(range(len(depths))), ticktext=depths
    )
    figure.update_yaxes(title="loss on unseen text (nats a token)")
    figure.update_layout(height=420)
    return figure
