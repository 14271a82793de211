"""Measure the most memory that attention holds, by length and path.

One head of width 64, forward, through PyTorch's own list of allocations.
"""

from typing import Any

from unmasked.experiments import attention_memory

PACKAGES = ()
LENGTHS = (128, 256, 512, 1024, 2048, 4096, 8192)


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Bytes, for each path and length."""
    memory = attention_memory.measure(LENGTHS[:3] if quick else LENGTHS)
    return {"lengths": memory.lengths, "peak_bytes": memory.peak_bytes}
