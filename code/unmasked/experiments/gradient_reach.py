"""Claim: at the start a gradient fades with distance, unless one attends.

A gradient of a random direction is sent into the last state; how long is what
arrives at each token? Nothing has been trained. Relative to what arrives at
the last token itself.

Source: Bengio et al. 1994, https://doi.org/10.1109/72.279181; Pascanu et al.
2013, §2, https://proceedings.mlr.press/v28/pascanu13.html
Lesson: docs/start/recurrent-networks.md
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import plotly.graph_objects as go
import torch
from torch import Tensor, nn

from unmasked.experiments import _readers

D_INPUT, D_HIDDEN, N_TEXTS = 16, 64, 8
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
Makers = Mapping[str, Callable[[int, int], nn.Module]]
RADII: Makers = {
    f"ρ = {radius}": partial(_readers.rnn, radius=radius)
    for radius in (0.5, 0.9, 1.1, 1.5, 2.5)
}
CELLS: Makers = {
    "RNN": _readers.rnn,
    "LSTM": _readers.lstm,
    "LSTM, forget bias 1": partial(_readers.lstm, forget_bias=1),
    "LSTM, forget bias 3": partial(_readers.lstm, forget_bias=3),
    "GRU": _readers.gru,
    "attention": _readers.attention,
}


@dataclass(frozen=True)
class Reach:
    """For each network an array (seeds, distances); distance 0 comes first."""

    lengths: dict[str, Tensor]

    def at(self, name: str, distance: int) -> float:
        """What is left at a distance: the geometric mean over the seeds."""
        return float(self.lengths[name][:, distance].log().mean().exp())

    def words(self, name: str, distance: int) -> str:
        """The same to one digit, as a power of ten where it is far from 1.

        Example:
            >>> Reach({"RNN": torch.tensor([[1.0, 2e-9]])}).words("RNN", 1)
            '2·10⁻⁹'
        """
        value = self.at(name, distance)
        if 0.01 < value < 100:
            return f"{value:.2g}"
        digit, power = f"{value:.0e}".split("e")
        raised = str(int(power)).translate(RAISED)
        return f"{digit}·10{raised}"


def measure(
    makers: Makers = CELLS,
    *,
    n_tokens: int = 101,
    seeds: Sequence[int] = (0, 1, 2, 3, 4),
) -> Reach:
    """Measure how far gradients reach in networks that know nothing yet.

    Args:
        makers: for each name, what makes a network of given widths.
        n_tokens: length of the texts, of normal random vectors.
        seeds: each gives weights and texts of its own.

    Example:
        >>> reach = measure(RADII, seeds=[0])
        >>> reach.at("ρ = 0.5", 20) < 1e-5 < reach.at("ρ = 1.1", 20)
        True
    """
    return Reach(
        {
            name: torch.stack([_reach(make, n_tokens, seed) for seed in seeds])
            for name, make in makers.items()
        }
    )


def _reach(
    make: Callable[[int, int], nn.Module], n_tokens: int, seed: int
) -> Tensor:
    torch.manual_seed(seed)
    # 64-bit floats, so that what looks like 0 is small and not rounded off.
    network = make(D_INPUT, D_HIDDEN).double()
    x = torch.randn(N_TEXTS, n_tokens, D_INPUT).double().requires_grad_()
    last = network(x)
    direction = torch.randn(N_TEXTS, D_HIDDEN).double()
    (gradient,) = torch.autograd.grad(last, x, direction)
    lengths = gradient.norm(dim=-1).mean(dim=0).flip(0)
    return lengths / lengths[0]


def draw(reach: Reach) -> go.Figure:
    """Length of the gradient against distance, every step a factor."""
    figure = go.Figure()
    for name, lengths in reach.lengths.items():
        distances = list(range(lengths.shape[1]))[::4]
        log = lengths[:, ::4].log10()
        middle = 10 ** log.mean(dim=0)
        figure.add_scatter(
            x=distances,
            y=middle.tolist(),
            error_y={
                "type": "data",
                "array": (10 ** log.amax(dim=0) - middle).tolist(),
                "arrayminus": (middle - 10 ** log.amin(dim=0)).tolist(),
                "thickness": 1,
            },
            mode="lines+markers",
            marker={"symbol": len(figure.data), "size": 6},
            name=name,
        )
    figure.update_xaxes(title="tokens back")
    figure.update_yaxes(
        title="gradient, relative",
        type="log",
        exponentformat="power",
        dtick=5,
    )
    figure.update_layout(height=440)
    return figure
