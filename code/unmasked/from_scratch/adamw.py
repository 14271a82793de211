"""AdamW in NumPy: one step for all weights.

Source: Kingma and Ba 2015, algorithm 1, https://arxiv.org/abs/1412.6980;
Loshchilov and Hutter 2019, algorithm 2, https://arxiv.org/abs/1711.05101
Lesson: docs/language-models/pre-training.md
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy import ndarray


# --8<-- [start:AdamW]
@dataclass(kw_only=True)
class AdamW:
    """Step along the mean gradient, divided by its typical size.

        m ← β₁ m + (1 − β₁) g          v ← β₂ v + (1 − β₂) g²
        θ ← θ − η λ θ − η m̂ / (√v̂ + ε)

    with m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ), since both start at zero.

    Args:
        lr: η, the learning rate.
        betas: how much each mean keeps of its past, β₁ and β₂.
        eps: ε, which keeps a weight without gradient from dividing by zero.
        weight_decay: λ.

    Example:
        >>> weights = {"w": np.array([1.0, -2.0])}
        >>> optimizer = AdamW(lr=0.1, weight_decay=0.0)
        >>> optimizer.step(weights, {"w": np.array([2000.0, -4000.0])})
        >>> weights["w"]  # each moved by lr, however steep the slope
        array([ 0.9, -1.9])
    """

    lr: float = 1e-3
    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8
    weight_decay: float = 0.01
    steps: int = 0
    means: dict[str, ndarray] = field(default_factory=dict)
    squares: dict[str, ndarray] = field(default_factory=dict)

    def step(
        self, weights: dict[str, ndarray], grads: Mapping[str, ndarray]
    ) -> None:
        """Replace every weight that has a gradient by a better one."""
        self.steps += 1
        beta1, beta2 = self.betas
        for name, g in grads.items():
            m = beta1 * self.means.get(name, 0.0) + (1 - beta1) * g
            v = beta2 * self.squares.get(name, 0.0) + (1 - beta2) * g**2
            self.means[name], self.squares[name] = m, v
            m_hat = m / (1 - beta1**self.steps)
            v_hat = v / (1 - beta2**self.steps)
            kept = (1 - self.lr * self.weight_decay) * weights[name]
            move = self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
            weights[name] = kept - move


# --8<-- [end:AdamW]
