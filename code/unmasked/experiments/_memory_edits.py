"""Find, silence and rewrite the memories of a feed-forward layer.

Source: Meng et al. 2022, "Locating and Editing Factual Associations in GPT",
§3.1, eq. 2, https://arxiv.org/abs/2202.05262
Lesson: docs/transformer/feed-forward.md
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from unmasked.experiments._small_facts import PEOPLE, VERBS, Memory

EDITS = ("plain", "weighed")


def wanted_write(held: Memory, fact: int, animal: int) -> Tensor:
    """What the layer should write so that the fact has this answer.

    The smallest change that gradient descent finds until the answer has a
    probability of 0.99.
    """
    now = held.keys[fact] @ held.values.T + held.bias
    change = torch.zeros_like(now, requires_grad=True)
    for _ in range(500):
        scores = (held.stream[fact] + now + change) @ held.head.T
        loss = -F.log_softmax(scores, dim=-1)[animal]
        if loss.item() < 0.01:
            break
        (slope,) = torch.autograd.grad(loss, change)
        change = (change - 0.3 * slope).detach().requires_grad_()
    return (now + change).detach()


def rewrite(
    values: Tensor, key: Tensor, change: Tensor, covariance: Tensor | None
) -> Tensor:
    """Add a matrix of rank one, so that this key gives `change` more.

    Args:
        values: the second matrix, a column a hidden unit.
        key: how the hidden units answer to the fact.
        change: what is to be written besides.
        covariance: Σ k kᵀ of the keys that should notice least; without it,
            the update follows the key itself.

    Example:
        >>> new = rewrite(torch.zeros(2, 2), torch.ones(2), torch.ones(2), None)
        >>> new @ torch.ones(2)
        tensor([1., 1.])
    """
    along = key if covariance is None else torch.linalg.solve(covariance, key)
    return values + torch.outer(change, along) / (along @ key)


def edited(held: Memory, fact: int, animal: int, *, how: str) -> Memory:
    """The memory after the fact has been given another animal."""
    key = held.keys[fact]
    now = key @ held.values.T + held.bias
    change = wanted_write(held, fact, animal) - now
    known = held.keys.T @ held.keys
    # a little of the identity: 80 keys cannot fill 128 dimensions
    known = known + 1e-3 * known.diagonal().mean() * torch.eye(len(known))
    values = rewrite(
        held.values, key, change, known if how == "weighed" else None
    )
    return held._replace(values=values)


def relatives(fact: int) -> dict[str, list[int]]:
    """The other facts: of the same person, with the same verb, and the rest.

    Example:
        >>> [len(others) for others in relatives(0).values()]
        [3, 19, 57]
    """
    n = len(PEOPLE) * len(VERBS)
    person, verb = divmod(fact, len(VERBS))
    kinds: dict[str, list[int]] = {"person": [], "verb": [], "rest": []}
    for other in range(n):
        if other != fact:
            p, v = divmod(other, len(VERBS))
            kind = "person" if p == person else "verb" if v == verb else "rest"
            kinds[kind].append(other)
    return kinds


def ranked(held: Memory, fact: int, answer: int) -> Tensor:
    """Hidden units by what each adds to the answer, above the mean animal."""
    toward = held.head[answer] - held.head.mean(dim=0)
    return (held.keys[fact] * (toward @ held.values)).argsort(descending=True)


def lost_after(held: Memory, fact: int, order: Tensor) -> tuple[int, int]:
    """How many units to silence until a fact is lost, and facts lost by then.

    The second number is of other facts.
    """
    before = held.answers()
    for count in range(1, len(order) + 1):
        keys = held.keys.clone()
        keys[:, order[:count]] = 0
        gone = held._replace(keys=keys).answers() != before
        if gone[fact]:
            return count, int(gone.sum()) - 1
    return len(order), int(gone.sum())
