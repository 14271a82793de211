"""Claim: without norms sizes run away, without residuals tokens become alike.

Stacks of untrained blocks in several wirings and depths read random tokens.
After every layer: the size of the stream, the length of the gradient there of
a random direction of the scores, and how alike the tokens of a text are.

Source: Xiong et al. 2020, §3.3, https://arxiv.org/abs/2002.04745; tokens that
become alike: Dong et al. 2021, https://arxiv.org/abs/2103.03404, and Noci et
al. 2022, https://arxiv.org/abs/2206.03126
Lesson: docs/transformer/normalization-and-residuals.md
"""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import torch
import torch.nn.functional as F
from plotly.subplots import make_subplots
from torch import Tensor

from unmasked.experiments._depth_model import VOCAB, DepthModel
from unmasked.experiments.gradient_reach import RAISED
from unmasked.inspect.record import record

DEPTHS, N_TOKENS = (2, 4, 8, 16, 32), 32
WITHOUT_NORM = ("neither", "no norm")
# The figures of the lesson: what each compares.
TWO_BY_TWO = {
    "neither": "neither",
    "no norm": "residuals alone",
    "no residual": "norms alone",
    "pre-norm": "both (pre-norm)",
}
PLACES = {
    "post-norm": "post-norm",
    "pre-norm": "pre-norm",
    "output norm": "output norm",
    "sandwich": "sandwich",
    "DeepNorm": "DeepNorm",
}
PANELS = {
    "size": "size of the stream",
    "gradient": "gradient, relative to the last",
    "likeness": "likeness of tokens",
}


@dataclass(frozen=True)
class Signals:
    """For each (wiring, depth) arrays (seeds, layers + 1); the embedding first.

    Attributes:
        size: root mean square of the stream's numbers.
        gradient: length of the gradient there.
        likeness: mean cosine between two tokens of one text.
        weights: length of the gradient of the last layer's last matrix,
            an array (seeds).
    """

    size: dict[tuple[str, int], Tensor]
    gradient: dict[tuple[str, int], Tensor]
    likeness: dict[tuple[str, int], Tensor]
    weights: dict[tuple[str, int], Tensor]

    def at(self, what: str, wiring: str, depth: int, layer: int) -> float:
        """The mean over seeds, geometric but for the likeness.

        A gradient is told relative to that after the last layer.
        """
        values = getattr(self, what)[wiring, depth]
        if what == "likeness":
            return float(values[:, layer].mean())
        if what == "gradient":
            values = values / values[:, -1:]
        return float(values[:, layer].log().mean().exp())

    def words(self, what: str, wiring: str, depth: int, layer: int) -> str:
        """The same to one digit, as a power of ten.

        Example:
            >>> size = {("neither", 2): torch.tensor([[1.0, 0.1, 2e-3]])}
            >>> Signals(size, {}, {}, {}).words("size", "neither", 2, 2)
            '2·10⁻³'
        """
        digit, power = f"{self.at(what, wiring, depth, layer):.0e}".split("e")
        return f"{digit}·10{str(int(power)).translate(RAISED)}"


def measure(
    wirings: Sequence[str] = tuple(TWO_BY_TWO | PLACES),
    *,
    depths: Sequence[int] = DEPTHS,
    seeds: Sequence[int] = (0, 1, 2),
) -> Signals:
    """Send one batch forward and back through each stack.

    Example:
        >>> signals = measure(["pre-norm"], depths=[4], seeds=[0])
        >>> first, *_, last = signals.size["pre-norm", 4][0]
        >>> bool(first < last)
        True
    """
    found = Signals({}, {}, {}, {})
    for wiring in wirings:
        for depth in depths:
            runs = [_signals(wiring, depth, seed) for seed in seeds]
            key = wiring, depth
            found.size[key], found.gradient[key], found.likeness[key] = (
                torch.stack([run[which] for run in runs]) for which in range(3)
            )
            found.weights[key] = torch.stack([run[3] for run in runs])
    return found


def _signals(
    wiring: str, depth: int, seed: int
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    torch.manual_seed(seed)
    # Without norms a gradient leaves the range of 32-bit floats.
    wide = torch.float64 if wiring in WITHOUT_NORM else torch.float32
    model = DepthModel(wiring, n_layers=depth).to(wide)
    tokens = torch.randint(VOCAB, (2, N_TOKENS))
    with (
        record(model, "blocks.0", inputs=True, keep_graph=True) as before,
        record(model, "blocks.*", keep_graph=True) as after,
    ):
        scores = model(tokens)
    streams = [before["blocks.0"], *after.values()]
    # A loss would saturate where sizes explode; a fixed direction does not.
    asked = torch.randn(scores.shape).to(wide) / scores.numel() ** 0.5
    last = model.blocks[-1].get_submodule("feed_forward.sublayer.down_proj")
    *gradients, weight = torch.autograd.grad(
        scores, [*streams, last.get_parameter("weight")], asked
    )
    return (
        torch.stack([x.detach().square().mean().sqrt() for x in streams]),
        torch.stack([gradient.norm() for gradient in gradients]),
        torch.stack([_likeness(x.detach()) for x in streams]),
        weight.norm(),
    )


def _likeness(x: Tensor) -> Tensor:
    unit = F.normalize(x, dim=-1)
    cosines = unit @ unit.transpose(1, 2)
    n = x.shape[1]
    return (cosines.sum(dim=(1, 2)) - n).mean() / (n * (n - 1))


def draw(
    signals: Signals,
    names: dict[str, str] = TWO_BY_TWO,
    panels: Sequence[str] = tuple(PANELS),
) -> go.Figure:
    """Draw what happens from layer to layer, with a slider for the depth."""
    depths = sorted({depth for _, depth in signals.size})
    figure = make_subplots(
        rows=len(panels),
        cols=1,
        subplot_titles=[PANELS[p] for p in panels],
        vertical_spacing=0.1,
    )
    frames = {
        depth: [
            _line(signals, panel, wiring, depth)
            for panel in panels
            for wiring in names
        ]
        for depth in depths
    }
    start = len(depths) - 1
    lines = iter(frames[depths[start]])
    for row, panel in enumerate(panels, start=1):
        for number, name in enumerate(names.values()):
            x, y, above, below = next(lines)
            figure.add_scatter(
                x=x,
                y=y,
                error_y={
                    "type": "data",
                    "array": above,
                    "arrayminus": below,
                    "thickness": 1,
                },
                mode="lines+markers",
                marker={"symbol": number, "size": 6},
                name=name,
                legendgroup=name,
                showlegend=row == 1,
                line={"color": _COLORS[number]},
                row=row,
                col=1,
            )
        if panel != "likeness":
            figure.update_yaxes(
                type="log",
                exponentformat="power",
                nticks=6,
                row=row,
                col=1,
            )
        else:
            figure.update_yaxes(range=[-0.05, 1.05], row=row, col=1)
    figure.update_xaxes(title="layer", row=len(panels), col=1)
    figure.update_layout(
        height=140 + 230 * len(panels),
        # Above the first panel's title, also where it takes three lines.
        legend={"y": 1.0 + 0.12 / len(panels), "yanchor": "bottom"},
        sliders=[
            {
                "active": start,
                "currentvalue": {"prefix": "layers: "},
                "steps": [
                    {
                        "label": str(depth),
                        "method": "restyle",
                        "args": [
                            {
                                key: [line[i] for line in frames[depth]]
                                for i, key in enumerate(
                                    (
                                        "x",
                                        "y",
                                        "error_y.array",
                                        "error_y.arrayminus",
                                    )
                                )
                            }
                        ],
                    }
                    for depth in depths
                ],
            }
        ],
    )
    return figure


# The same line has the same color in every panel, light or dark.
_COLORS = ["#2a9aa6", "#d98a1f", "#9a72d4", "#e0604a", "#5a95e6"]


def _line(
    signals: Signals, panel: str, wiring: str, depth: int
) -> tuple[list[int], list[float], list[float], list[float]]:
    """Places, means, and how far the seeds lie above and below."""
    values = getattr(signals, panel)[wiring, depth]
    layers = list(range(0, depth + 1, max(1, depth // 8)))
    if panel == "gradient":
        values = values / values[:, -1:]
    values = values[:, layers]
    middle = (
        values.mean(dim=0)
        if panel == "likeness"
        else values.log().mean(dim=0).exp()
    )
    return (
        layers,
        _short(middle),
        _short(values.amax(dim=0) - middle),
        _short(middle - values.amin(dim=0)),
    )


def _short(values: Tensor) -> list[float]:
    return [float(f"{value:.3g}") for value in values.tolist()]
