"""How good a language model is: its loss, in nats per token and bits per byte.

Source: bits per byte as a measure that tokenizers cannot bend: Gao et al.
2020, "The Pile", §3.1, https://arxiv.org/abs/2101.00027
Lesson: docs/language-models/pre-training.md
"""

import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import torch
from jaxtyping import Int
from torch import Tensor, nn

from unmasked.training.loop import next_token_loss
from unmasked.training.losses import IGNORE
from unmasked.training.parallel import gather_objects


# --8<-- [start:bits_per_byte]
def bits_per_byte(nats: float, n_bytes: int) -> float:
    """Turn the summed loss of a text into bits for each byte of it.

        bits per byte = (Σ losses / ln 2) / bytes

    The loss per *token* falls when the tokens get shorter, so two tokenizers
    cannot be compared by it. The bytes of the text are the same for both.

    Args:
        nats: the losses of all its tokens added up.
        n_bytes: how many bytes the text has in UTF-8.

    Raises:
        ValueError: if there is no byte.

    Example:
        >>> guess_each_byte_at_random = 1000 * math.log(256)
        >>> round(bits_per_byte(guess_each_byte_at_random, 1000), 6)
        8.0
    """
    if n_bytes < 1:
        raise ValueError(f"{n_bytes=}: there is no text to measure")
    return nats / math.log(2) / n_bytes


# --8<-- [end:bits_per_byte]


class Evaluation(NamedTuple):
    """The result of `evaluate`.

    Attributes:
        loss: the mean over the tokens, in nats.
        tokens: how many tokens counted.
        bits_per_byte: None unless the length of each token was given.
    """

    loss: float
    tokens: int
    bits_per_byte: float | None

    def __str__(self) -> str:
        text = f"loss {self.loss:.4f} on {self.tokens:,} unseen tokens"
        if self.bits_per_byte is not None:
            text += f", {self.bits_per_byte:.4f} bits per byte"
        return text


# --8<-- [start:evaluate]
@torch.no_grad()
def evaluate(
    model: nn.Module,
    batches: Iterable[Any],
    *,
    token_bytes: Int[Tensor, " vocab"] | None = None,
    loss: Callable[[nn.Module, Any], Tensor] = next_token_loss,
) -> Evaluation:
    """The mean loss over all tokens of some batches, and of all processes.

    The model is put into evaluation mode, and back into the mode it was in.

    Args:
        model: a language model, or whatever `loss` takes.
        batches: a finite number of them, each with `targets`.
        token_bytes: how many bytes each token of the vocabulary stands for.
        loss: the losses of a batch added up.

    Raises:
        ValueError: if no token counts.

    Example:
        >>> from unmasked.training.batches import Batch
        >>> undecided = nn.Embedding.from_pretrained(torch.zeros(256, 256))
        >>> batch = Batch(torch.tensor([[72, 105]]), torch.tensor([[105, 33]]))
        >>> byte_each = torch.ones(256, dtype=torch.long)
        >>> result = evaluate(undecided, [batch], token_bytes=byte_each)
        >>> round(result.bits_per_byte, 3)
        8.0
    """
    was_training = model.training
    model.eval()
    nats, tokens, n_bytes = 0.0, 0, 0
    for batch in batches:
        nats += loss(model, batch).item()
        counted = batch.targets[batch.targets != IGNORE]
        tokens += counted.numel()
        if token_bytes is not None:
            n_bytes += int(token_bytes.to(counted.device)[counted].sum())
    model.train(was_training)
    shares = gather_objects((nats, tokens, n_bytes))
    nats, tokens, n_bytes = (
        sum(column) for column in zip(*shares, strict=True)
    )
    if not tokens:
        raise ValueError("there is no token to evaluate on")
    bits = None if token_bytes is None else bits_per_byte(nats, n_bytes)
    return Evaluation(nats / tokens, tokens, bits)


# --8<-- [end:evaluate]
