"""Sentence pairs in batches: lengths alike, so that little is filled up.

Source: Vaswani et al. 2017, §5.1 ("batched together by approximate sequence
length"), https://arxiv.org/abs/1706.03762
Lesson: docs/transformer/attention-is-all-you-need.md
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from unmasked.training.losses import IGNORE


class PairBatch(NamedTuple):
    """What one step of a translator's training reads.

    Attributes:
        source: the texts to read, filled up on the right.
        source_mask: True where a source token is real.
        inputs: the target, from its start token to its last but one.
        targets: for each input the token that comes next, −100 for filling.
    """

    source: Int[Tensor, "batch source"]
    source_mask: Bool[Tensor, "batch 1 1 source"]
    inputs: Int[Tensor, "batch seq"]
    targets: Int[Tensor, "batch seq"]


# --8<-- [start:pair_batch]
def pair_batch(
    pairs: Sequence[tuple[list[int], list[int]]],
    *,
    device: torch.device | str = "cpu",
) -> PairBatch:
    """Lay token ids side by side: each pair is (source, target).

    The target begins with a start token and ends with an end token. What the
    decoder is given and what it must say are the same row, one step apart:

        target    <s>  Guardar  como  </s>
        inputs    <s>  Guardar  como
        targets        Guardar  como  </s>

    Args:
        pairs: token ids.
        device: where the batch is put.

    Raises:
        ValueError: if there is no pair, a source is empty or a target is
            shorter than two tokens.

    Example:
        >>> batch = pair_batch([([7, 8], [1, 5, 2]), ([9], [1, 2])])
        >>> batch.inputs.tolist(), batch.targets.tolist()
        ([[1, 5], [1, 0]], [[5, 2], [2, -100]])
        >>> batch.source_mask[:, 0, 0].tolist()
        [[True, True], [True, False]]
    """
    if not pairs:
        raise ValueError("there is no pair to make a batch of")
    for source, target in pairs:
        if not source or len(target) < 2:
            raise ValueError(
                "a source needs a token and a target its start and its end, "
                f"not {len(source)} and {len(target)} tokens"
            )
    n_source = max(len(source) for source, _ in pairs)
    n_target = max(len(target) for _, target in pairs) - 1
    lengths = [[len(source)] for source, _ in pairs]
    places = torch.arange(n_source, device=device)
    real = places < torch.tensor(lengths, device=device)

    def filled(rows: list[list[int]], length: int, filling: int) -> Tensor:
        even = [row + [filling] * (length - len(row)) for row in rows]
        return torch.tensor(even, device=device)

    return PairBatch(
        source=filled([source for source, _ in pairs], n_source, 0),
        source_mask=real[:, None, None],
        inputs=filled([target[:-1] for _, target in pairs], n_target, 0),
        targets=filled([target[1:] for _, target in pairs], n_target, IGNORE),
    )


# --8<-- [end:pair_batch]


# --8<-- [start:PairBatches]
class PairBatches:
    """Batches of pairs of like length, shuffled anew every epoch.

    Pairs are sorted by length and cut where the next one would make the batch
    larger than `max_tokens`, its longer side times its rows. Which pairs share
    a batch changes from epoch to epoch, because equal lengths are shuffled.
    An iterator that never ends.

    Args:
        pairs: (source, target) as token ids.
        max_tokens: how many places a batch may have on its longer side.
        seed: decides the order.
        device: where the batches are put.

    Raises:
        ValueError: if there is no pair, or one alone is longer than that.

    Example:
        >>> pairs = [([4] * n, [1, 5, 2]) for n in (1, 6, 2, 5)]
        >>> batches = PairBatches(pairs, max_tokens=12)
        >>> sorted(next(batches).source.shape for _ in range(2))
        [torch.Size([2, 2]), torch.Size([2, 6])]
        >>> batches.position
        2
    """

    def __init__(
        self,
        pairs: Sequence[tuple[list[int], list[int]]],
        *,
        max_tokens: int,
        seed: int = 0,
        device: torch.device | str = "cpu",
    ) -> None:
        if not pairs:
            raise ValueError("there are no pairs to learn from")
        self.pairs, self.seed = pairs, seed
        self.device = torch.device(device)
        self.position = 0  # how many batches were given; set it to go there
        self._sizes = np.array([max(map(len, pair)) for pair in pairs])
        if (longest := self._sizes.max()) > max_tokens:
            raise ValueError(f"a pair is longer ({longest}) than {max_tokens=}")
        self._cuts = _cuts(np.sort(self._sizes), max_tokens)
        self._epoch, self._batches = -1, list[np.ndarray]()

    def __len__(self) -> int:
        """How many batches an epoch has: the same number each time."""
        return len(self._cuts) + 1

    def __iter__(self) -> Iterator[PairBatch]:
        return self

    def __next__(self) -> PairBatch:
        epoch, number = divmod(self.position, len(self))
        self.position += 1
        if epoch != self._epoch:
            rng = np.random.default_rng([self.seed, epoch])
            order = rng.permutation(len(self.pairs))
            by_length = np.argsort(self._sizes[order], kind="stable")
            batches = np.split(order[by_length], self._cuts)
            self._batches = [batches[i] for i in rng.permutation(len(self))]
            self._epoch = epoch
        chosen = [self.pairs[i] for i in self._batches[number]]
        return pair_batch(chosen, device=self.device)


# --8<-- [end:PairBatches]


def _cuts(sizes: np.ndarray, max_tokens: int) -> list[int]:
    """Where to cut sorted sizes: before what would make a batch too large."""
    cuts, first = [], 0
    for here, size in enumerate(sizes):
        if size * (here + 1 - first) > max_tokens:
            cuts.append(here)
            first = here
    return cuts


# --8<-- [start:pair_loss]
def pair_loss(
    model: nn.Module, batch: PairBatch, *, label_smoothing: float = 0.0
) -> Float[Tensor, ""]:
    """The losses of a batch added up, in nats, every position at once.

    Teacher forcing: the decoder is given the right beginning, also where it
    would have written another one.
    """
    logits = model(batch.source, batch.inputs, source_mask=batch.source_mask)
    return F.cross_entropy(
        logits.flatten(0, 1),
        batch.targets.flatten(),
        ignore_index=IGNORE,
        reduction="sum",
        label_smoothing=label_smoothing,
    )


# --8<-- [end:pair_loss]


@torch.inference_mode()
def mean_pair_loss(
    model: nn.Module, pairs: Sequence[tuple[list[int], list[int]]]
) -> float:
    """The mean loss of a target token, in nats, in evaluation mode.

    The pairs are put where the model is.

    Raises:
        ValueError: as `pair_batch`.
    """
    device = next(model.parameters()).device
    was_training = model.training
    model.eval()
    nats, tokens = 0.0, 0
    for first in range(0, len(pairs), 64):
        batch = pair_batch(pairs[first : first + 64], device=device)
        nats += pair_loss(model, batch).item()
        tokens += int((batch.targets != IGNORE).sum())
    model.train(was_training)
    return nats / tokens
