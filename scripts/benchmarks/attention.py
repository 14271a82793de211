"""Measure fused attention against the PyTorch function that it calls.

Forward and backward, causal, on one thread. Ours checks the shapes and says
in words what does not fit; that is all it may cost. Beside it runs the clear
path, which holds the matrix of weights.
"""

import statistics
from collections.abc import Callable
from functools import partial
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from course.benchmarks import ratio, turns
from unmasked.attention import fused, scaled_dot_product

PACKAGES = ()
BATCH, HEADS, WIDTH = 4, 4, 64
LENGTHS = {64: 300, 256: 60, 1024: 8}


def there_and_back(attend: Callable[..., Tensor], x: Tensor) -> None:
    attend(x, x, x).backward(x)
    x.grad = None


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Milliseconds and ratios, by length."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    ways = {
        "ours": partial(fused.attend, causal=True),
        "PyTorch": partial(F.scaled_dot_product_attention, is_causal=True),
        "clear path": partial(scaled_dot_product.attend, causal=True),
    }
    found = {}
    for length, rounds in LENGTHS.items():
        x = torch.randn(BATCH, HEADS, length, WIDTH, requires_grad=True)
        seconds = turns(
            {
                name: partial(there_and_back, way, x)
                for name, way in ways.items()
            },
            rounds=3 if quick else rounds,
            warm_up=2,
        )
        found[str(length)] = {
            "milliseconds": {
                name: 1000 * statistics.median(times)
                for name, times in seconds.items()
            },
            "times_pytorchs_speed": ratio(seconds, slow="PyTorch", fast="ours"),
            "times_the_clear_paths_speed": ratio(
                seconds, slow="clear path", fast="ours"
            ),
        }
    return {
        "batch": BATCH, "heads": HEADS, "d_head": WIDTH, "lengths": found
    }  # fmt: skip
