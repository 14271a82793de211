"""Sums over all the ways to cut a text: to draw from them, and to learn.

Source: Kudo 2018, "Subword Regularization", §3.2 and §3.3,
https://arxiv.org/abs/1804.10959
Lesson: docs/transformer/tokenization.md
"""

from math import exp, log
from random import Random

from unmasked.tokenizers.unigram.lattice import Cut, Lattice


def log_sums(edges: Lattice, alpha: float = 1.0) -> list[float]:
    """For each node, the log of the summed probability of all ways there.

        sums[0] = 0,  sums[end] = log Σ exp(sums[start] + alpha · score)

    Example:
        >>> edges = [[], [(0, log(0.5))], [(0, log(0.25)), (1, log(0.5))]]
        >>> [round(exp(s), 2) for s in log_sums(edges)]
        [1.0, 0.5, 0.5]
    """
    sums = [0.0]
    for incoming in edges[1:]:
        ways = [sums[start] + alpha * score for start, score in incoming]
        largest = max(ways)
        # The largest is taken out first, so that exp cannot underflow to 0.
        sums.append(largest + log(sum(exp(way - largest) for way in ways)))
    return sums


# --8<-- [start:sample]
def sample_cut(edges: Lattice, alpha: float, draw: Random) -> Cut:
    """Draw a cut with probability in proportion to P(cut)^alpha.

    Going backwards from the end, each edge is drawn with the share that the
    ways through it have in all ways to the node. So all cuts can come up, not
    only the n best.

    Args:
        edges: the lattice.
        alpha: 1 draws from the model; 0 evenly; large values near the best.
        draw: the source of chance.

    Example:
        >>> edges = [[], [(0, -2.0)], [(0, -4.0), (1, -3.0)]]
        >>> sample_cut(edges, alpha=0.1, draw=Random(1))
        [(0, 2)]
    """
    sums = log_sums(edges, alpha)
    cut: Cut = []
    end = len(edges) - 1
    while end > 0:
        shares = [
            exp(sums[start] + alpha * score - sums[end])
            for start, score in edges[end]
        ]
        ((start, _),) = draw.choices(edges[end], shares)
        cut.append((start, end))
        end = start
    return cut[::-1]


# --8<-- [end:sample]


def expected_uses(edges: Lattice) -> tuple[list[tuple[int, int, float]], float]:
    """How often each edge is used, on average over all cuts.

    Returns:
        Start, end and probability of each edge, and the log-probability of
        the text: that of all its cuts together.

    Example:
        >>> edges = [[], [(0, log(0.5))], [(0, log(0.25)), (1, log(0.5))]]
        >>> uses, _ = expected_uses(edges)
        >>> [(start, end, round(p, 2)) for start, end, p in uses]
        [(0, 2, 0.5), (1, 2, 0.5), (0, 1, 0.5)]
    """
    sums = log_sums(edges)
    uses = []
    # The share of all ways that pass through each node.
    passing = [0.0] * len(edges)
    passing[-1] = 1.0
    for end in range(len(edges) - 1, 0, -1):
        for start, score in edges[end]:
            p = passing[end] * exp(sums[start] + score - sums[end])
            passing[start] += p
            uses.append((start, end, p))
    return uses, sums[-1]
