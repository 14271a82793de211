"""From which years is this passage? Asked of vectors not trained for it.

Lesson: docs/transformer/encoder-decoder.md
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from unmasked.data.addresses import addresses
from unmasked.data.splits import Split

BORDERS = (1900, 1940, 1980, 2022)


class Passages(NamedTuple):
    """Token ids and eras: to fit on, and from other addresses."""

    learn: Tensor
    learn_era: Tensor
    test: Tensor
    test_era: Tensor


def era_passages(
    encode: Callable[[str], np.ndarray], *, length: int, quick: bool = False
) -> Passages:
    """Passages of addresses, as many of each era."""
    n_learn, n_test = (4, 4) if quick else (200, 100)
    rng = np.random.default_rng(0)
    learn = _drawn(encode, ["train"], length, n_learn, rng)
    test = _drawn(encode, ["valid", "test"], length, n_test, rng)
    return Passages(*learn, *test)


def _drawn(
    encode: Callable[[str], np.ndarray],
    splits: list[Split],
    length: int,
    n: int,
    rng: np.random.Generator,
) -> tuple[Tensor, Tensor]:
    rows, eras = [], []
    for era, since in enumerate(BORDERS[:-1]):
        text = "\n\n".join(
            address.text
            for split in splits
            for address in addresses(split)
            if since <= address.year < BORDERS[era + 1]
        )
        tokens = encode(text)
        starts = rng.choice(len(tokens) // length, size=n, replace=False)
        rows.append(tokens[starts[:, None] * length + np.arange(length)])
        eras += [era] * n
    return torch.from_numpy(np.concatenate(rows)), torch.tensor(eras)


def era_accuracy(
    passages: Passages, features: Callable[[Tensor], dict[str, Tensor]]
) -> dict[str, float]:
    """How often a linear map of the frozen vectors names the era."""
    learn, test = (
        _in_parts(features, rows) for rows in (passages.learn, passages.test)
    )
    return {
        name: _linear(
            learn[name], passages.learn_era, test[name], passages.test_era
        )
        for name in learn
    }


def _in_parts(
    features: Callable[[Tensor], dict[str, Tensor]], rows: Tensor
) -> dict[str, Tensor]:
    parts = [features(part) for part in rows.split(64)]
    return {
        name: torch.cat([part[name] for part in parts]) for name in parts[0]
    }


def _linear(x: Tensor, y: Tensor, test_x: Tensor, test_y: Tensor) -> float:
    """Logistic regression on standardized features, with a little decay."""
    center, scale = x.mean(dim=0), x.std(dim=0) + 1e-6
    x, test_x = ((part - center) / scale for part in (x, test_x))
    weight = torch.zeros(x.shape[1], 3, requires_grad=True)
    bias = torch.zeros(3, requires_grad=True)
    optimizer = torch.optim.LBFGS(
        [weight, bias], max_iter=100, line_search_fn="strong_wolfe"
    )

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = F.cross_entropy(x @ weight + bias, y)
        loss = loss + 1e-2 * weight.square().sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    guess = (test_x @ weight + bias).argmax(dim=1)
    return (guess == test_y).float().mean().item()
