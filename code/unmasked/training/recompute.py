"""Gradient checkpointing: remember less, compute it again when needed.

Source: Chen et al. 2016, https://arxiv.org/abs/1604.06174
Lesson: docs/language-models/pre-training.md
"""

from collections.abc import Iterable
from functools import partial

from torch import nn
from torch.utils.checkpoint import checkpoint


# --8<-- [start:recompute]
def recompute(blocks: Iterable[nn.Module]) -> None:
    """Keep only the input of each block, and run it again for the gradients.

    The activations of one block at a time are held instead of those of all,
    for one more forward pass through the blocks: about a third more work.
    Changes the blocks in place. The gradients are the same, dropout included.

    Example:
        >>> import torch
        >>> blocks = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
        >>> recompute(blocks)
        >>> blocks(torch.ones(1, 2)).sum().backward()
        >>> blocks[0].weight.grad.shape
        torch.Size([2, 2])
    """
    for block in blocks:
        block.forward = partial(checkpoint, block.forward, use_reentrant=False)


# --8<-- [end:recompute]
