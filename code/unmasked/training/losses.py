"""Cross-entropy: how surprised the model is by what really came next.

The clear path. The training loop runs `torch.nn.functional.cross_entropy`,
which computes the same numbers in one kernel.

Source: label smoothing: Szegedy et al. 2016, §7,
https://arxiv.org/abs/1512.00567; in the 2017 Transformer: Vaswani et al.,
§5.4, https://arxiv.org/abs/1706.03762
Lesson: docs/language-models/pre-training.md
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor

IGNORE = -100  # PyTorch's own default, so that both paths skip the same tokens


# --8<-- [start:token_losses]
def token_losses(
    logits: Float[Tensor, "*positions vocab"],
    targets: Int[Tensor, "*positions"],
    *,
    ignore_index: int = IGNORE,
    label_smoothing: float = 0.0,
) -> Float[Tensor, "*positions"]:
    """The loss of each position, in nats; zero where the target is ignored.

        loss = log Σₖ exp(zₖ) − (1 − ε) z_y − ε mean(z)

    With ε = 0 this is −log softmax(z)_y. Smoothing asks for a little of every
    token: (1 − ε) of the right one, and ε spread evenly over all.

    Args:
        logits: one score for each token of the vocabulary.
        targets: the token that came.
        ignore_index: the target that does not count, such as padding.
        label_smoothing: ε, between 0 and 1.

    Raises:
        ValueError: if ε lies outside 0…1, or a target that counts is no token
            of the vocabulary.

    Example:
        >>> even = torch.zeros(2, 4)
        >>> token_losses(even, torch.tensor([3, -100]))  # log 4, and ignored
        tensor([1.3863, 0.0000])
    """
    if not 0.0 <= label_smoothing <= 1.0:
        raise ValueError(f"{label_smoothing=} must lie between 0 and 1")
    counted = targets != ignore_index
    if not torch.compiler.is_compiling():  # a look at values breaks the graph
        _check_targets(targets[counted], vocab_size=logits.shape[-1])
    right = targets.where(counted, 0).unsqueeze(-1)
    z_right = logits.gather(-1, right).squeeze(-1)
    losses = logits.logsumexp(-1) - (1.0 - label_smoothing) * z_right
    if label_smoothing:
        losses = losses - label_smoothing * logits.mean(-1)
    return losses.where(counted, 0.0)


# --8<-- [end:token_losses]


# --8<-- [start:cross_entropy]
def cross_entropy(
    logits: Float[Tensor, "*positions vocab"],
    targets: Int[Tensor, "*positions"],
    *,
    ignore_index: int = IGNORE,
    label_smoothing: float = 0.0,
) -> Float[Tensor, ""]:
    """The mean loss of the positions that count.

    Where none counts there is nothing to average, and the mean is NaN, as in
    PyTorch. A model that gives every one of V tokens the same chance has a
    loss of log V: what an untrained model should start from.

    Raises:
        ValueError: as `token_losses`.

    Example:
        >>> certain = torch.tensor([[4.0, 0.0], [0.0, 4.0]])
        >>> cross_entropy(certain, torch.tensor([0, 1]))
        tensor(0.0181)
    """
    losses = token_losses(
        logits,
        targets,
        ignore_index=ignore_index,
        label_smoothing=label_smoothing,
    )
    return losses.sum() / (targets != ignore_index).sum()


# --8<-- [end:cross_entropy]


def _check_targets(targets: Tensor, *, vocab_size: int) -> None:
    outside = targets[(targets < 0) | (targets >= vocab_size)]
    if outside.numel():
        raise ValueError(
            f"target {outside[0].item()} is no token of the vocabulary, "
            f"whose ids run from 0 to {vocab_size - 1}"
        )
