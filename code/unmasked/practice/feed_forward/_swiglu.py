"""Exercise: the gated layer.

Lesson: docs/transformer/feed-forward.md
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from unmasked.from_scratch.activations import sigmoid, silu
from unmasked.practice._answers import call, say


def check_swiglu(function: Callable[..., Any]) -> None:
    """SwiGLU: the gate is bent, and multiplies what comes up.

    Example:
        >>> check_swiglu(lambda x, gate, up, down: (x @ gate) * (x @ up) @ down)
        Not yet: the gate is not bent: this is the bilinear layer. Put
        SiLU around x @ gate.
    """
    rng = np.random.default_rng(0)
    x = rng.standard_normal((5, 3))
    gate, up = rng.standard_normal((2, 3, 8))
    down = rng.standard_normal((8, 3))
    answer = call(function, x, gate, up, down)
    if isinstance(answer, str):
        say(answer)
    elif answer.shape != x.shape:
        say(
            "Not yet: each token comes out as wide as it went in, so the "
            f"answer has shape {x.shape}, not {answer.shape}."
        )
    else:
        say(_judge(answer, x, gate, up, down))


def _judge(
    answer: ndarray, x: ndarray, gate: ndarray, up: ndarray, down: ndarray
) -> str:
    asked, offered = x @ gate, x @ up
    mistakes = [
        (
            asked * offered,
            "the gate is not bent: this is the bilinear layer. Put SiLU "
            "around x @ gate.",
        ),
        (
            asked * silu(offered),
            "SiLU is around what comes up. It belongs around the gate.",
        ),
        (
            silu(asked) + offered,
            "gate and up are added. A gate multiplies.",
        ),
        (
            sigmoid(asked) * offered,
            "this is GLU: the gate goes through the sigmoid alone. SiLU is "
            "z · σ(z).",
        ),
        (
            silu(asked * offered),
            "SiLU comes after the product. Bend the gate first.",
        ),
        (silu(asked), "x @ up is not used."),
    ]
    for hidden, why in mistakes:
        if np.allclose(answer, hidden @ down):
            return f"Not yet: {why}"
    if not np.allclose(answer, (silu(asked) * offered) @ down):
        return "Not yet: the shape is right, the numbers are not."
    return (
        "Right: one product of two numbers that both come from the token, in "
        "each hidden unit."
    )
