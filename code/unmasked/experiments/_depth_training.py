"""Train the models of `_depth_model` on presidents' addresses, all alike.

Lesson: docs/transformer/normalization-and-residuals.md
"""

import math
from collections.abc import Iterator
from itertools import islice
from statistics import mean
from typing import Any

import numpy as np
import torch

from unmasked.experiments._depth_model import SEQ, VOCAB, DepthModel
from unmasked.experiments._small_model import corpus
from unmasked.training.batches import Batch, Windows
from unmasked.training.evaluation import evaluate
from unmasked.training.loop import next_token_loss, train

STEPS, POINTS = 400, 16


class Reader:
    """The text, once, and what training on it gives.

    Attributes:
        frequencies_loss: what a model scores that knows how often each token
            occurs, and nothing of what stands before it.
    """

    def __init__(self) -> None:
        _, self.learned, self.kept = corpus()
        chances, unseen = (
            np.bincount(tokens, minlength=VOCAB) / len(tokens)
            for tokens in (self.learned, self.kept)
        )
        met = unseen > 0
        self.frequencies_loss = float(-unseen[met] @ np.log(chances[met]))

    def learn(
        self,
        model: DepthModel,
        *,
        seed: int,
        steps: int,
        peak: float,
        warmup: int,
    ) -> dict[str, Any]:
        """Train with Adam, no clipping; keep the curve and the last loss.

        The rate climbs to its peak in a line and stays there. The last loss
        is None where training ended in numbers that are not finite.
        """
        batches = Windows(self.learned, block=SEQ, batch_size=8, seed=seed)
        adam = torch.optim.Adam(
            model.parameters(), betas=(0.9, 0.98), fused=True
        )
        losses = []
        try:
            for step in train(
                model, batches, adam, steps=steps, max_norm=math.inf,
                schedule=lambda n: peak * min(1.0, n / max(1, warmup)),
            ):  # fmt: skip
                losses.append(step.loss)
        except FloatingPointError:
            return {"curve": losses, "loss": None}
        every = max(1, steps // POINTS)
        return {
            "curve": [
                round(mean(losses[at : at + every]), 4)
                for at in range(0, len(losses), every)
            ],
            "loss": round(self.loss(model, few=steps < STEPS), 5),
        }

    def unseen(self, *, few: bool = False) -> Iterator[Batch]:
        """Batches of text that was not learned."""
        windows = Windows(self.kept, block=SEQ, batch_size=32, seed=0)
        return islice(windows, 1 if few else 20)

    def loss(self, model: DepthModel, *, few: bool = False) -> float:
        """The loss on text that was not learned, in evaluation mode."""
        return evaluate(model, self.unseen(few=few)).loss

    @torch.no_grad()
    def training_mode_loss(self, model: DepthModel, few: bool = False) -> float:
        """The same in training mode, by the statistics of each batch."""
        model.train()
        losses = [
            next_token_loss(model, batch).item() / batch.targets.numel()
            for batch in self.unseen(few=few)
        ]
        return mean(losses)
