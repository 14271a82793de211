"""Copy a foreign checkpoint into a model, name by name, and refuse a misfit.

A family is a list of rules. Each says which foreign names it reads, how they
are called here, and what has to be done to the tensor.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

Change = Callable[[Tensor], Sequence[Tensor]]


def unchanged(tensor: Tensor) -> Sequence[Tensor]:
    """Take a tensor as it is."""
    return (tensor,)


@dataclass(frozen=True)
class Rule:
    r"""How tensors with a foreign name become ours.

    Args:
        foreign: a pattern that must match the whole name.
        ours: what it is called here, with `\1` for the pattern's groups; more
            than one name for a tensor that is split, none for one that is
            not needed.
        change: makes our tensors from the foreign one, as many as names.
    """

    foreign: str
    ours: str | tuple[str, ...] = ()
    change: Change = unchanged

    def translate(self, name: str) -> tuple[str, ...] | None:
        """Our names for a foreign one; None if the rule is not for it."""
        match = re.fullmatch(self.foreign, name)
        if match is None:
            return None
        names = (self.ours,) if isinstance(self.ours, str) else self.ours
        return tuple(match.expand(ours) for ours in names)


@torch.no_grad()
def load_translated(
    model: nn.Module, tensors: Mapping[str, Tensor], rules: Sequence[Rule]
) -> None:
    """Fill all weights of a model from a foreign checkpoint.

    Tensors are read and copied one at a time, so a mapping that reads from a
    file keeps the memory at one model and one tensor.

    Args:
        model: gets the weights, in its own type and on its own device.
        tensors: the checkpoint, by its own names.
        rules: the first that matches a name decides.

    Raises:
        ValueError: naming every tensor that no rule knows, that is missing or
            that has the wrong shape. Names are checked before anything is
            changed.

    Example:
        >>> model = nn.Linear(2, 1, bias=False)
        >>> rules = [Rule(r"w", "weight", lambda w: (w.T,))]
        >>> load_translated(model, {"w": torch.tensor([[1.0], [2.0]])}, rules)
        >>> model.weight.data
        tensor([[1., 2.]])
    """
    weights = dict(model.state_dict(keep_vars=True))
    plan = {name: _first_match(name, rules) for name in tensors}
    unknown = [name for name, found in plan.items() if found is None]
    known = {name: found for name, found in plan.items() if found is not None}
    given = {ours for _, names in known.values() for ours in names}
    problems = [f"unexpected: {name}" for name in unknown]
    problems += [
        f"unexpected: {name} (the model has no {ours})"
        for name, (_, names) in known.items()
        for ours in names
        if ours not in weights
    ]
    problems += [f"missing: {ours}" for ours in weights if ours not in given]
    if not problems:
        for name, (rule, names) in known.items():
            if not names:
                continue
            parts = rule.change(tensors[name])
            for ours, part in zip(names, parts, strict=True):
                if weights[ours].shape == part.shape:
                    weights[ours].copy_(part)
                else:
                    problems.append(
                        f"{name} gives {ours} of shape {tuple(part.shape)}, "
                        f"the model needs {tuple(weights[ours].shape)}"
                    )
    if problems:
        raise ValueError(
            "the checkpoint does not fit the model:\n  "
            + "\n  ".join(sorted(problems))
        )


def _first_match(
    name: str, rules: Sequence[Rule]
) -> tuple[Rule, tuple[str, ...]] | None:
    for rule in rules:
        names = rule.translate(name)
        if names is not None:
            return rule, names
    return None
