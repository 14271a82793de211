"""Small pictures of handwritten digits.

Source: Alpaydin and Kaynak 1998, "Optical Recognition of Handwritten Digits",
https://archive.ics.uci.edu/dataset/80, the part that scikit-learn ships (see
data/README.md)
Lesson: docs/start/resnets.md
"""

from functools import cache
from typing import get_args

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from unmasked.data._shipped import read
from unmasked.data.splits import Split, split_of


def digits(
    split: Split | None = None,
) -> tuple[Float[Tensor, "images 1 8 8"], Int[Tensor, " images"]]:
    """Give gray pictures, 0 is paper and 1 is ink, and what was written.

    Thirteen people wrote them. Each of them may be in every split: this asks
    for new digits, not for new hands.

    Args:
        split: "train", "valid" or "test" (60, 20 and 20 %); all by default.

    Raises:
        ValueError: if there is no such split.

    Example:
        >>> images, labels = digits("train")
        >>> images.shape, labels[:5].tolist()
        (torch.Size([1067, 1, 8, 8]), [1, 2, 3, 4, 5])
    """
    if split not in (None, *get_args(Split)):
        raise ValueError(f"{split=} must be one of {get_args(Split)}")
    lines = [line for line in _lines() if split in (None, _split(line))]
    table = np.array([line.split(",") for line in lines], dtype=np.int64)
    images = torch.from_numpy(table[:, :-1]).float() / 16
    return images.unflatten(1, (1, 8, 8)), torch.from_numpy(table[:, -1])


@cache
def _lines() -> list[str]:
    """One image a line: 64 counts of ink from 0 to 16, and the digit."""
    return read("digits.csv.xz").splitlines()


def _split(line: str) -> Split:
    """A picture's own pixels say where it goes, so no twin is torn apart."""
    return split_of(line, valid=0.2, test=0.2)
