"""Gradient clipping: no step goes farther than the longest we allow.

Source: Pascanu et al. 2013, algorithm 1, https://arxiv.org/abs/1211.5063
Lesson: docs/language-models/pre-training.md
"""

from itertools import chain

from jaxtyping import Float
from torch import Tensor, nn
from torch.distributed.tensor import DTensor

from unmasked.training.parallel import gather_objects


# --8<-- [start:gradient_norm]
def gradient_norm(model: nn.Module) -> Float[Tensor, ""]:
    """The length of the gradient of all weights, taken as one vector.

        ‖g‖ = √(Σ over all weights of g²)

    Zero if nothing has a gradient. In a model whose weights are split over
    several processes the length is that of the whole gradient.

    Example:
        >>> import torch
        >>> model = nn.Linear(2, 1, bias=False)
        >>> model.weight.grad = torch.tensor([[3.0, 4.0]])
        >>> gradient_norm(model)
        tensor(5.)
    """
    grads = [p.grad for p in model.parameters() if p.grad is not None]
    norm = nn.utils.get_total_norm(grads)
    return norm.full_tensor() if isinstance(norm, DTensor) else norm


# --8<-- [end:gradient_norm]


# --8<-- [start:clip_gradients]
def clip_gradients(model: nn.Module, *, max_norm: float) -> Float[Tensor, ""]:
    """Shorten the gradient to `max_norm` if it is longer; return its length.

        g ← g · min(1, max_norm / (‖g‖ + 10⁻⁶))

    The direction stays. The length returned is that before clipping: a
    training curve to watch. PyTorch's `clip_grad_norm_` does the same.

    Raises:
        ValueError: if `max_norm` is not positive.
        FloatingPointError: if the length is infinite or NaN. The message
            names the weights whose gradients are. Nothing is changed.

    Example:
        >>> import torch
        >>> model = nn.Linear(2, 1, bias=False)
        >>> model.weight.grad = torch.tensor([[3.0, 4.0]])
        >>> clip_gradients(model, max_norm=1.0)
        tensor(5.)
        >>> model.weight.grad
        tensor([[0.6000, 0.8000]])
    """
    if not max_norm > 0:
        raise ValueError(f"{max_norm=} must be positive")
    norm = gradient_norm(model)
    if not norm.isfinite():
        raise FloatingPointError(
            f"the gradient norm is {norm.item()}: {_not_finite(model)}"
        )
    nn.utils.clip_grads_with_norm_(model.parameters(), max_norm, norm)
    return norm


# --8<-- [end:clip_gradients]


def _not_finite(model: nn.Module) -> str:
    # In a split model each process holds, and looks at, a part only.
    here = [
        name
        for name, p in model.named_parameters()
        if p.grad is not None
        and not (p.grad.to_local() if isinstance(p.grad, DTensor) else p.grad)
        .isfinite()
        .all()
    ]
    bad = list(dict.fromkeys(chain(*gather_objects(here))))
    if not bad:
        return "each gradient is finite, their squares add up to too much"
    more = f" and {len(bad) - 5} more" if len(bad) > 5 else ""
    return f"not finite in {', '.join(bad[:5])}{more}"
