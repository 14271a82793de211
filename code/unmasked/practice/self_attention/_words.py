"""The lesson's four words as points: (how much water, how much money)."""

import numpy as np
from numpy import ndarray

VECTORS = {
    "the": (0.0, 0.0),
    "river": (2.0, 0.0),
    "money": (0.0, 2.0),
    "bank": (1.0, 1.0),
}


def rows(sentence: str) -> ndarray:
    """The vectors of a sentence, one word a row.

    Example:
        >>> rows("river bank")
        array([[2., 0.],
               [1., 1.]])
    """
    return np.array([VECTORS[word] for word in sentence.split()])
