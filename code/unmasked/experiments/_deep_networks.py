"""Deep networks for small pictures, and how they are trained.

Lesson: docs/start/resnets.md
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from unmasked.convolution import CifarResNet
from unmasked.data import digits

WIDTH, BATCH = 32, 32
convolutions: Callable[..., nn.Module] = partial(CifarResNet, in_channels=1)


class Block(nn.Module):
    """The residual block with linear layers in place of convolutions."""

    def __init__(self, *, shortcut: bool, norm: bool, start: float):
        super().__init__()
        self.shortcut = shortcut
        self.layers = nn.Sequential(
            *layer(WIDTH, norm=norm), nn.ReLU(), *layer(WIDTH, norm=norm)
        )
        last: Any = self.layers[-2]
        with torch.no_grad():
            last.weight.mul_(start)

    def forward(self, x: Tensor) -> Tensor:
        """What the layers find, and with the shortcut the input too."""
        out = self.layers(x)
        return F.relu(out + x if self.shortcut else out)


def layer(width: int, *, norm: bool) -> Iterator[nn.Module]:
    """A linear layer as He et al. start it, and what normalizes it."""
    linear = nn.Linear(width, WIDTH)
    nn.init.kaiming_normal_(linear.weight)
    nn.init.zeros_(linear.bias)
    yield linear
    yield nn.BatchNorm1d(WIDTH) if norm else nn.Identity()


def linear_layers(
    *, depth: int, shortcut: bool, norm: bool = True, start: float = 1.0
) -> nn.Module:
    """A layer, blocks of two, and a classifier: `depth` layers in all.

    Args:
        depth: an even number of layers with weights.
        shortcut: add the input of each block to its output.
        norm: batch normalization after each layer but the last.
        start: factor on the last weights of each block; with 0 and without
            norms a block starts as what its shortcut gives.
    """
    blocks = [
        Block(shortcut=shortcut, norm=norm, start=start)
        for _ in range((depth - 2) // 2)
    ]
    return nn.Sequential(
        nn.Flatten(),
        *layer(64, norm=norm),
        nn.ReLU(),
        *blocks,
        nn.Linear(WIDTH, 10),
    )


def train(
    make: Callable[[], nn.Module], *, rate: float, epochs: int, seed: int
) -> dict[str, Any]:
    """Learn the digits, and say how well.

    Returns:
        The training loss epoch by epoch, and in the end the share of wrong
        answers on the pictures learned from and on others.
    """
    network, curve = trained(make, rate=rate, epochs=epochs, seed=seed)
    return {
        "train loss": curve,
        "train error": error(network, "train"),
        "test error": error(network, "test"),
    }


def trained(
    make: Callable[[], nn.Module], *, rate: float, epochs: int, seed: int
) -> tuple[nn.Module, list[float]]:
    """Learn the digits with momentum; the rate falls to 0 in a line.

    Returns:
        The network, and the training loss epoch by epoch.
    """
    torch.manual_seed(seed)
    network = make()
    images, labels = digits("train")
    optimizer = torch.optim.SGD(
        network.parameters(), lr=rate, momentum=0.9, weight_decay=1e-4
    )
    steps = epochs * (len(images) // BATCH)
    schedule = torch.optim.lr_scheduler.LinearLR(
        optimizer, 1.0, 0.0, total_iters=steps
    )
    curve = []
    for _ in range(epochs):
        order = torch.randperm(len(images))[: len(images) // BATCH * BATCH]
        losses = []
        for batch in order.split(BATCH):
            loss = F.cross_entropy(network(images[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        # What has diverged has no number; 1e9 says so in the recording.
        mean = sum(losses) / len(losses)
        curve.append(float(f"{mean:.3g}") if mean < 1e9 else 1e9)
    return network, curve


@torch.no_grad()
def error(network: nn.Module, split: Any) -> float:
    """Share of wrong answers; norms use what they have seen in training."""
    images, labels = digits(split)
    network.eval()
    wrong = (network(images).argmax(dim=-1) != labels).float().mean()
    network.train()
    return round(float(wrong), 4)
