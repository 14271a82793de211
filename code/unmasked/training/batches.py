"""Packed data: windows cut from one long row of tokens.

Which windows make up batch number n is a function of n and the seed alone, so
a run that stops can go on exactly where it was.

Source: packing: Raffel et al. 2020, "T5", §3.1.2,
https://arxiv.org/abs/1910.10683
Lesson: docs/language-models/pre-training.md
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor


class Batch(NamedTuple):
    """What one step of training reads.

    Attributes:
        inputs: the tokens that the model sees.
        targets: for each of them the token that comes next, −100 if none
            counts.
        documents: the number of the document each input belongs to, if asked
            for.
    """

    inputs: Int[Tensor, "batch seq"]
    targets: Int[Tensor, "batch seq"]
    documents: Int[Tensor, "batch seq"] | None = None


# --8<-- [start:Windows]
class Windows:
    """Batches of windows of `block` tokens, shuffled anew every epoch.

    Within an epoch each window is seen once; the cuts between windows move
    from epoch to epoch. An iterator that never ends.

    Args:
        tokens: one row of token ids.
        block: how many tokens a window shows.
        batch_size: how many windows make a batch.
        seed: decides the order.
        separator: the token that ends a document. If given, batches carry
            `documents`, and nothing is predicted across the border.
        rank: which of the processes that share the work this is.
        world_size: how many there are: this one takes every such batch.
        device: where the batches are put.

    Raises:
        ValueError: if there are too few tokens for one window, a size is
            below 1, or the rank is none of the processes.

    Example:
        >>> windows = Windows(np.arange(9), block=4, batch_size=2)
        >>> batch = next(windows)
        >>> bool((batch.targets == batch.inputs + 1).all())
        True
        >>> windows.position
        1
    """

    def __init__(
        self,
        tokens: np.ndarray,
        *,
        block: int,
        batch_size: int,
        seed: int = 0,
        separator: int | None = None,
        rank: int = 0,
        world_size: int = 1,
        device: torch.device | str = "cpu",
    ) -> None:
        if block < 1 or batch_size < 1:
            raise ValueError(f"{block=} and {batch_size=} must be at least 1")
        if len(tokens) < block + 1:
            raise ValueError(
                f"{len(tokens)} tokens are too few for {block=}: a window and "
                f"the token after it need {block + 1}"
            )
        if not 0 <= rank < world_size:
            raise ValueError(f"{rank=} is none of {world_size=} processes")
        self.tokens, self.block, self.batch_size = tokens, block, batch_size
        self.seed, self.separator = seed, separator
        self.device = torch.device(device)
        self.rank, self.world_size = rank, world_size
        self.position = 0  # how many batches were given; set it to go there
        self._offsets = np.arange(block + 1)
        self._epoch, self._starts = -1, np.empty(0, dtype=np.int64)

    def __iter__(self) -> Iterator[Batch]:
        return self

    def __next__(self) -> Batch:
        number = self.position * self.world_size + self.rank
        self.position += 1
        first = number * self.batch_size
        starts = [self._start(first + row) for row in range(self.batch_size)]
        rows = self.tokens[np.array(starts)[:, None] + self._offsets]
        ids = torch.from_numpy(rows.astype(np.int64))
        if self.device.type == "cuda":
            ids = ids.pin_memory()  # so that the copy need not be waited for
        ids = ids.to(self.device, non_blocking=True)
        inputs, targets = ids[:, :-1], ids[:, 1:]
        if self.separator is None:
            return Batch(inputs, targets)
        ends = inputs == self.separator
        # The separator still belongs to the document that it ends.
        documents = ends.cumsum(dim=1) - ends.long()
        return Batch(inputs, targets.masked_fill(ends, -100), documents)

    def _start(self, row: int) -> int:
        """Where window number `row`, counted over all epochs, begins."""
        # One window less than fits, so that the cuts have room to move.
        n_windows = max(1, (len(self.tokens) - 1) // self.block - 1)
        epoch, index = divmod(row, n_windows)
        if epoch != self._epoch:
            order = np.random.default_rng([self.seed, epoch])
            room = len(self.tokens) - 1 - n_windows * self.block
            self._starts = order.permutation(n_windows) * self.block
            self._starts += order.integers(min(room, self.block) + 1)
            self._epoch = epoch
        return int(self._starts[index])


# --8<-- [end:Windows]
