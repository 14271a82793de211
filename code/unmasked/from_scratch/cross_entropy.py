"""Cross-entropy in NumPy, forward and backward.

Source: Vaswani et al. 2017 train with it; the gradient is derived in Bishop
2006, "Pattern Recognition and Machine Learning", §4.3.4
Lesson: docs/start/refresher.md
"""

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unmasked.from_scratch.scaled_dot_product import softmax

IGNORE = -100


# --8<-- [start:cross_entropy]
def cross_entropy(
    logits: Float[ndarray, "*positions vocab"],
    targets: Int[ndarray, "*positions"],
    *,
    ignore_index: int = IGNORE,
) -> float:
    """How surprised the model is by what came, on average, in nats.

        loss = mean over positions of  log Σₖ exp(zₖ) − z_target

    Args:
        logits: one score for each token of the vocabulary.
        targets: the token that came.
        ignore_index: the target that does not count, such as padding.

    Raises:
        ValueError: if a target that counts is no token of the vocabulary, or
            none counts.

    Example:
        >>> round(cross_entropy(np.zeros((2, 4)), np.array([3, 0])), 4)  # log 4
        1.3863
    """
    z, right = _counted(logits, targets, ignore_index)
    # As in the softmax: subtracting the largest keeps exp from overflowing.
    z = z - z.max(axis=-1, keepdims=True)
    total = np.log(np.exp(z).sum(axis=-1))
    return float((total - z[np.arange(len(z)), right]).mean())


def cross_entropy_backward(
    logits: Float[ndarray, "*positions vocab"],
    targets: Int[ndarray, "*positions"],
    *,
    ignore_index: int = IGNORE,
) -> Float[ndarray, "*positions vocab"]:
    """Gradient of the loss: what was predicted, minus what came.

        ∂L/∂z = (softmax(z) − one-hot(target)) / number of positions

    Example:
        >>> cross_entropy_backward(np.zeros((1, 4)), np.array([3]))
        array([[ 0.25,  0.25,  0.25, -0.75]])
    """
    z, right = _counted(logits, targets, ignore_index)
    error = softmax(z)
    error[np.arange(len(z)), right] -= 1
    grad = np.zeros_like(logits)
    grad[targets != ignore_index] = error / len(z)
    return grad


# --8<-- [end:cross_entropy]


def _counted(
    logits: ndarray, targets: ndarray, ignore_index: int
) -> tuple[ndarray, ndarray]:
    """The positions that count, in one row."""
    counts = targets != ignore_index
    right, vocab_size = targets[counts], logits.shape[-1]
    if right.size == 0:
        raise ValueError(f"all targets are {ignore_index=}: none counts")
    if right.min() < 0 or right.max() >= vocab_size:
        raise ValueError(
            f"targets must lie between 0 and {vocab_size - 1}, got "
            f"{right.min()} to {right.max()}"
        )
    return logits[counts], right
