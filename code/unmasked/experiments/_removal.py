"""Take heads out of a model, and see what it costs.

Source: Michel et al. 2019, "Are Sixteen Heads Really Better than One?", §3.2
and §4.1, https://arxiv.org/abs/1905.10650
Lesson: docs/transformer/multi-head-attention.md
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import torch
import torch.nn.functional as F
from torch import nn

from unmasked.inspect.ablate import ablate_heads
from unmasked.inspect.record import record
from unmasked.training.batches import Batch

Head = tuple[str, int]


def heads_of(model: nn.Module) -> list[Head]:
    """All heads: the name of the layer, and the number in it."""
    return [
        (name, head)
        for name, module in model.named_modules()
        if hasattr(module, "o_proj")
        for head in range(int(module.n_heads))
    ]


@torch.no_grad()
def loss(model: nn.Module, batch: Batch, gone: Sequence[Head]) -> float:
    """The mean loss in nats with some heads silenced."""
    layers = {name: [h for n, h in gone if n == name] for name, _ in gone}
    with ablate_heads(model, layers):
        logits = model(batch.inputs)
    return float(F.cross_entropy(logits.flatten(0, 1), batch.targets.flatten()))


def curve(
    model: nn.Module, batch: Batch, order: Sequence[Head], counts: Iterable[int]
) -> list[float]:
    """The loss when so many heads of an order are gone."""
    return [round(loss(model, batch, order[:n]), 5) for n in counts]


def greedy(model: nn.Module, batch: Batch) -> list[Head]:
    """Take out whichever head costs least with those before it gone."""
    order: list[Head] = []
    left = heads_of(model)
    while left:
        least = min(left, key=lambda head: loss(model, batch, [*order, head]))
        order.append(least)
        left.remove(least)
    return order


def sensitivity(model: nn.Module, batch: Batch) -> list[float]:
    """How the loss answers to a factor before each head: mean |∂L/∂ξ|.

    With ξ = 1 that is |Σ head · ∂L/∂head|, summed over the positions of a
    window, averaged over windows, and normalized within each layer.
    """
    n_heads = Counter(name for name, _ in heads_of(model))
    places = [f"{name}.o_proj" for name in n_heads]
    with record(model, *places, inputs=True, keep_graph=True) as outputs:
        logits = model(batch.inputs)
    losses = F.cross_entropy(logits.flatten(0, 1), batch.targets.flatten())
    gradients = torch.autograd.grad(losses, list(outputs.values()))
    scores = []
    for output, gradient, n in zip(
        outputs.values(), gradients, n_heads.values(), strict=True
    ):
        by_head = (output * gradient).unflatten(-1, (n, -1))
        score = by_head.sum(dim=(1, 3)).abs().mean(dim=0)
        scores += (score / score.norm()).tolist()
    return scores
