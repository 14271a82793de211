"""Token embeddings and the tied head in NumPy, forward and backward.

Source: Vaswani et al. 2017, §3.4, https://arxiv.org/abs/1706.03762
Lesson: docs/transformer/embedding-spaces.md
"""

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray


# --8<-- [start:embed]
def embed(
    tokens: Int[ndarray, "*axes"],
    weight: Float[ndarray, "vocab d_model"],
    *,
    scale: float = 1.0,
) -> Float[ndarray, "*axes d_model"]:
    """Look up the vector of each token.

    Args:
        tokens: ids.
        weight: one row for each token of the vocabulary.
        scale: √d_model in the 2017 model and in Gemma.

    Raises:
        ValueError: if an id is not in the vocabulary. NumPy would count a
            negative one from the end.

    Example:
        >>> embed(np.array([2, 0]), np.array([[1.0], [2.0], [3.0]]))
        array([[3.],
               [1.]])
    """
    if tokens.size and (tokens.min() < 0 or tokens.max() >= len(weight)):
        raise ValueError(
            f"token ids must lie between 0 and {len(weight) - 1}, got "
            f"{tokens.min()} to {tokens.max()}"
        )
    return weight[tokens] * scale


def embed_backward(
    grad: Float[ndarray, "*axes d_model"],
    tokens: Int[ndarray, "*axes"],
    weight: Float[ndarray, "vocab d_model"],
    *,
    scale: float = 1.0,
) -> Float[ndarray, "vocab d_model"]:
    """Gradient of the table: each row collects from wherever it was used.

    Example:
        >>> tokens, table = np.array([0, 0]), np.zeros((2, 1))
        >>> embed_backward(np.array([[1.0], [2.0]]), tokens, table)
        array([[3.],
               [0.]])
    """
    found = np.zeros_like(weight)
    # `found[tokens] += grad` would count a token that occurs twice once.
    np.add.at(found, tokens, grad * scale)
    return found


# --8<-- [end:embed]
