"""Measure attention on a GPU by length: the most memory it holds, its time.

One text, the heads of GPT-2 small, causal, forward and backward, in bfloat16.
Memory is what PyTorch's allocator held at most beyond query, key and value and
their gradients. The clear path stops where its matrices would fill the card.
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
HEADS, WIDTH = 12, 64
LENGTHS = (512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536)
LONGEST_CLEAR = 16_384
WAYS: dict[str, Callable[..., Tensor]] = {
    "ours": partial(fused.attend, causal=True),
    "PyTorch": partial(F.scaled_dot_product_attention, is_causal=True),
    "clear path": partial(scaled_dot_product.attend, causal=True),
}


def there_and_back(way: Callable[..., Tensor], inputs: list[Tensor]) -> None:
    """Forward and backward, and wait until the card has done it."""
    gradients = torch.autograd.grad(way(*inputs), inputs, inputs[0])
    torch.cuda.synchronize()
    del gradients


def peak_bytes(way: Callable[..., Tensor], inputs: list[Tensor]) -> int:
    """The most held at once, beyond what goes in and its gradients."""
    there_and_back(way, inputs)  # what a kernel keeps for good is there now
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    there_and_back(way, inputs)
    held = torch.cuda.max_memory_allocated() - before
    return held - sum(x.nbytes for x in inputs)


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Bytes, milliseconds and ratios, by length."""
    torch.manual_seed(0)
    found = {}
    for length in LENGTHS[:3] if quick else LENGTHS:
        ways = dict(WAYS)
        if length > LONGEST_CLEAR:
            del ways["clear path"]
        inputs = [
            torch.randn(
                1, HEADS, length, WIDTH, device="cuda", dtype=torch.bfloat16
            ).requires_grad_()
            for _ in "qkv"
        ]
        peak = {name: peak_bytes(way, inputs) for name, way in ways.items()}
        seconds = turns(
            {
                name: partial(there_and_back, way, inputs)
                for name, way in ways.items()
            },
            rounds=3 if quick else 20,
            warm_up=2,
        )
        found[str(length)] = {
            "peak_bytes": peak,
            "milliseconds": {
                name: 1000 * statistics.median(times)
                for name, times in seconds.items()
            },
            "times_their_speed": {
                peer: ratio(seconds, slow=peer, fast="ours")
                for peer in ways
                if peer != "ours"
            },
        }
    return {"heads": HEADS, "d_head": WIDTH, "lengths": found}
