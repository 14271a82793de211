"""Weights by name, as in the state dict of the PyTorch component.

    weights = {name: w.numpy() for name, w in module.state_dict().items()}

Gradients come back under the same names.
Lesson: docs/transformer/attention-is-all-you-need.md
"""

from collections.abc import Mapping

from numpy import ndarray


def part(weights: Mapping[str, ndarray], prefix: str) -> dict[str, ndarray]:
    """The weights of one part of a model, under their names within it.

    Example:
        >>> import numpy as np
        >>> weights = {"up.weight": np.ones(2), "down.weight": np.zeros(2)}
        >>> part(weights, "up")
        {'weight': array([1., 1.])}
    """
    start = f"{prefix}."
    return {
        name.removeprefix(start): weight
        for name, weight in weights.items()
        if name.startswith(start)
    }


def named(prefix: str, weights: Mapping[str, ndarray]) -> dict[str, ndarray]:
    """The same weights under their names in the model: undoes `part`.

    Example:
        >>> import numpy as np
        >>> named("up", {"weight": np.ones(2)})
        {'up.weight': array([1., 1.])}
    """
    return {f"{prefix}.{name}": weight for name, weight in weights.items()}
