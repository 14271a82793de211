"""AdamW: each weight takes steps of its own size.

The clear path, equal to `torch.optim.AdamW`, which the training command uses
in its fused form.

Source: Kingma and Ba 2015, algorithm 1, https://arxiv.org/abs/1412.6980;
the decoupled weight decay: Loshchilov and Hutter 2019, algorithm 2,
https://arxiv.org/abs/1711.05101
Lesson: docs/language-models/pre-training.md
"""

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer


# --8<-- [start:AdamW]
class AdamW(Optimizer):
    """Step along the mean gradient, divided by its typical size.

        m ← β₁ m + (1 − β₁) g          the mean of the recent gradients
        v ← β₂ v + (1 − β₂) g²         and of their squares
        θ ← θ − η λ θ                  shrink, apart from the gradient
        θ ← θ − η m̂ / (√v̂ + ε)         m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ)

    Both means start at zero and are too small at first; the hats mend that.
    The step hardly depends on the scale of the gradient, so the first one
    moves every weight by about η. Memory: two more numbers for each weight.

    Args:
        params: the weights, or groups of them with their own settings.
        lr: η, the learning rate.
        betas: how much each mean keeps of its past, β₁ and β₂.
        eps: ε, which keeps a weight without gradient from dividing by zero.
        weight_decay: λ; what is shrunk each step is η λ of the weight.

    Raises:
        ValueError: if a setting is negative or a beta is not below 1.

    Example:
        >>> weight = nn.Parameter(torch.tensor([1.0, -2.0]))
        >>> optimizer = AdamW([weight], lr=0.1, weight_decay=0.0)
        >>> (1000 * weight**2).sum().backward()
        >>> optimizer.step()
        >>> weight.data  # each moved by lr, however steep the slope
        tensor([ 0.9000, -1.9000])
    """

    def __init__(
        self,
        params: Iterable[nn.Parameter] | Iterable[dict[str, Any]],
        *,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        if min(lr, eps, weight_decay) < 0:
            raise ValueError(
                f"none may be negative: {lr=}, {eps=}, {weight_decay=}"
            )
        if not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"{betas=} must be at least 0 and below 1")
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": betas,
                "eps": eps,
                "weight_decay": weight_decay,
            },
        )

    @torch.no_grad()
    def step(self) -> None:  # type: ignore[override]
        """Move every weight that has a gradient."""
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                state = self.state[weight]
                if not state:
                    state["step"] = torch.tensor(0.0)
                    state["exp_avg"] = torch.zeros_like(weight)
                    state["exp_avg_sq"] = torch.zeros_like(weight)
                state["step"] += 1
                t = state["step"].item()
                m: Tensor = state["exp_avg"]
                v: Tensor = state["exp_avg_sq"]
                m.mul_(beta1).add_(weight.grad, alpha=1 - beta1)
                v.mul_(beta2).add_(weight.grad**2, alpha=1 - beta2)
                m_hat = m / (1 - beta1**t)
                v_hat = v / (1 - beta2**t)
                weight.mul_(1 - group["lr"] * group["weight_decay"])
                weight.sub_(group["lr"] * m_hat / (v_hat.sqrt() + group["eps"]))


# --8<-- [end:AdamW]


def decay_groups(
    model: nn.Module, *, weight_decay: float
) -> list[dict[str, Any]]:
    """Sort the weights: matrices are decayed, biases and gains are not.

    A norm's gain belongs near one and a bias has few numbers to overfit with;
    shrinking them toward zero only gets in the way. GPT-2 reproductions do
    the same.

    Source: Brown et al. 2020 decay all by 0.1 (appendix B,
    https://arxiv.org/abs/2005.14165); the split is nanoGPT's,
    https://github.com/karpathy/nanoGPT/blob/master/model.py

    Raises:
        ValueError: if `weight_decay` is negative.

    Example:
        >>> model = nn.Linear(3, 2)
        >>> groups = decay_groups(model, weight_decay=0.1)
        >>> [(group["weight_decay"], len(group["params"])) for group in groups]
        [(0.1, 1), (0.0, 1)]
    """
    if weight_decay < 0:
        raise ValueError(f"{weight_decay=} must not be negative")
    trained = [p for p in model.parameters() if p.requires_grad]
    matrices = [p for p in trained if p.ndim >= 2]
    others = [p for p in trained if p.ndim < 2]
    return [
        {"params": matrices, "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
