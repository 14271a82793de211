"""Lab: carry a gradient back through the softmax.

Lesson: docs/transformer/self-attention.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.scaled_dot_product import softmax, softmax_backward
from unmasked.practice._answers import call, say


def check_softmax_backward(
    function: Callable[[ndarray, ndarray], Any],
) -> None:
    """∂L/∂sⱼ = wⱼ (gⱼ − Σₖ gₖ wₖ), for each row.

    Example:
        >>> check_softmax_backward(lambda g, w: g * w * (1 - w))
        Not yet: that is the diagonal of the Jacobian. A score also
        lowers the other weights.
    """
    rng = np.random.default_rng(0)
    grad, weights = rng.standard_normal((3, 4)), softmax(rng.random((3, 4)))
    answer = call(function, grad, weights)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != grad.shape:
        say(f"Not yet: the gradient is {answer.shape}, not {grad.shape}.")
    else:
        say(_judge(grad, weights, answer))


def _judge(grad: ndarray, weights: ndarray, answer: ndarray) -> str:
    if np.allclose(answer, grad * weights * (1 - weights)):
        return (
            "Not yet: that is the diagonal of the Jacobian. A score also "
            "lowers the other weights."
        )
    if np.allclose(answer, grad * weights):
        return "Not yet: subtract Σₖ gₖ wₖ, the weighted mean of the row."
    if np.allclose(answer, weights * (grad - (grad * weights).sum())):
        return "Not yet: the sum runs over all rows. Sum each row: axis=-1."
    if not np.allclose(answer, softmax_backward(grad, weights)):
        return "Not yet: the shape is right, the numbers are not wⱼ(gⱼ − Σgw)."
    return "Right: and each row sums to 0, since the weights always sum to 1."
