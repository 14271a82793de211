"""What a translator asks of its texts, said in one place."""

import torch
from torch import Tensor


def check_texts(source: Tensor, target: Tensor) -> None:
    """Refuse a source and a target that are no two batches of one size.

    Raises:
        ValueError: if they are not (batch, source) and (batch, target), or
            the target is empty.
    """
    if source.ndim != 2 or target.ndim != 2 or len(source) != len(target):
        raise ValueError(
            "expected a (batch, source) and a (batch, target), got "
            f"{tuple(source.shape)} and {tuple(target.shape)}"
        )
    if target.shape[1] == 0:
        raise ValueError("the target needs at least one token: the start")


def check_lengths(lengths: Tensor, *, batch: int, seq: int) -> None:
    """Refuse what is not a length for each sequence of a batch.

    Raises:
        ValueError: if there are not `batch` whole numbers from 1 to `seq`.
    """
    if lengths.shape != (batch,) or lengths.is_floating_point():
        raise ValueError(
            f"expected a whole number for each of {batch} sequences, got "
            f"lengths of {lengths.dtype} and shape {tuple(lengths.shape)}"
        )
    # A look at values would break the graph that is being compiled.
    if torch.compiler.is_compiling():
        return
    wrong = lengths[(lengths < 1) | (lengths > seq)]
    if len(wrong):
        raise ValueError(
            f"lengths must lie between 1 and {seq}, got {wrong.tolist()}"
        )
