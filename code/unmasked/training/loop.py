"""The training loop: forward, backward, clip, step.

Source: the loop as GPT-2 reproductions write it, nanoGPT,
https://github.com/karpathy/nanoGPT/blob/master/train.py, with another way of
accumulating: see `train`.
Lesson: docs/language-models/pre-training.md
"""

import math
import time
from collections.abc import Callable, Iterator
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import Optimizer

from unmasked.attention.masks import document_mask
from unmasked.training.batches import Batch
from unmasked.training.clipping import clip_gradients
from unmasked.training.losses import IGNORE
from unmasked.training.parallel import reduce_gradients, sum_over_processes
from unmasked.training.progress import Step


def next_token_loss(model: nn.Module, batch: Batch) -> Tensor:
    """The losses of a batch added up, in nats, with the fused kernel.

    A batch that says which document each token belongs to is masked so that
    no document sees another: `model(inputs, mask=…)`.
    """
    if batch.documents is None:
        logits = model(batch.inputs)
    else:
        mask = document_mask(batch.documents)
        logits = model(batch.inputs, mask=mask)
    return F.cross_entropy(
        logits.flatten(0, 1),
        batch.targets.flatten(),
        ignore_index=IGNORE,
        reduction="sum",
    )


# --8<-- [start:train]
def train(
    model: nn.Module,
    batches: Iterator[Any],
    optimizer: Optimizer,
    *,
    steps: int,
    schedule: Callable[[int], float],
    loss: Callable[[nn.Module, Any], Tensor] = next_token_loss,
    micro_batches: int = 1,
    max_norm: float = 1.0,
    autocast: torch.dtype | None = None,
    first: int = 1,
) -> Iterator[Step]:
    """Update the model step by step, and report after each.

        L = (Σ over micro-batches and processes of Σ losses) / (tokens counted)

    The sum is divided once, by the number of tokens of the whole step. The
    mean of the micro-batches' means is another number whenever they count
    different numbers of tokens.

    A generator: nothing runs until the caller asks for a step, and the caller
    may stop, evaluate or save between any two.

    Args:
        model: what is trained; left in training mode.
        batches: gives micro-batches, each with `targets` (−100 is ignored).
        optimizer: as made, or as loaded from a checkpoint.
        steps: the number of the last update.
        schedule: the learning rate of each update.
        loss: the losses of a micro-batch added up, not averaged.
        micro_batches: how many batches make one update.
        max_norm: the longest gradient that is used as it is.
        autocast: the type to multiply matrices in, such as `torch.bfloat16`;
            the weights keep theirs.
        first: the number of the first update, to go on from a checkpoint.

    Raises:
        ValueError: if `micro_batches` or `first` is below 1, or `autocast` is
            float16, whose gradients vanish unless they are rescaled.
        FloatingPointError: if the loss or the gradient is not finite, with
            the step. The model keeps the weights from before the step.

    Example:
        >>> model = nn.Embedding(5, 5)  # from one token straight to the next
        >>> batch = Batch(torch.tensor([[0, 1, 2]]), torch.tensor([[1, 2, 3]]))
        >>> adam = torch.optim.AdamW(model.parameters(), fused=True)
        >>> run = train(
        ...     model, iter([batch] * 9), adam, steps=9, schedule=lambda _: 0.5
        ... )
        >>> losses = [step.loss for step in run]
        >>> losses[0] > 1 > losses[-1]
        True
    """
    if micro_batches < 1 or first < 1:
        raise ValueError(f"{micro_batches=} and {first=} must be at least 1")
    if autocast == torch.float16:
        raise ValueError(
            "autocast=float16 needs loss scaling, which this loop does not "
            "do: use bfloat16"
        )
    device = next(model.parameters()).device
    mixed = torch.autocast(
        device.type, dtype=autocast, enabled=autocast is not None
    )
    tokens, began = 0, time.perf_counter()
    model.train()
    for number in range(first, steps + 1):
        group = [next(batches) for _ in range(micro_batches)]
        counts = [(batch.targets != IGNORE).sum() for batch in group]
        counted = sum_over_processes(torch.stack(counts).sum())
        summed = torch.zeros((), device=device)
        for index, batch in enumerate(group, start=1):
            with reduce_gradients(model, now=index == micro_batches):
                with mixed:
                    part = loss(model, batch) / counted
                part.backward()
            summed += part.detach()
        mean = sum_over_processes(summed).item()
        if not math.isfinite(mean):
            raise FloatingPointError(_stopped(number, f"the loss is {mean}"))
        try:
            norm = clip_gradients(model, max_norm=max_norm)
        except FloatingPointError as error:
            raise FloatingPointError(_stopped(number, str(error))) from None
        rate = schedule(number)
        for settings in optimizer.param_groups:
            settings["lr"] = rate
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        tokens += int(counted)
        yield Step(
            number=number,
            of=steps,
            loss=mean,
            learning_rate=rate,
            gradient_norm=norm.item(),
            tokens=tokens,
            seconds=time.perf_counter() - began,
            first=first,
        )


# --8<-- [end:train]


def _stopped(number: int, why: str) -> str:
    return (
        f"training stopped at step {number}: {why}. The weights are those of "
        f"step {number - 1}. Try a lower learning rate or a longer warm-up."
    )
