"""All the ways to cut a text into pieces, and the best of them.

The lattice of a text has a node between any two characters and an edge for
each piece that fits there. A path from the first node to the last is a way to
cut the text; its score is the sum of the log-probabilities of its edges.

Source: Kudo 2018, "Subword Regularization", §3,
https://arxiv.org/abs/1804.10959
Lesson: docs/transformer/tokenization.md
"""

from collections.abc import Mapping

# For each node: where the edges that end there start, and their scores.
Lattice = list[list[tuple[int, float]]]
# Start and end of each piece.
Cut = list[tuple[int, int]]


# --8<-- [start:lattice]
def lattice(
    text: str, scores: Mapping[str, float], *, longest: int, unknown: float
) -> Lattice:
    """Find every piece in a text.

    Args:
        text: what is to be cut.
        scores: the log-probability of each piece.
        longest: number of characters of the longest piece.
        unknown: the score of a character that is no piece; it gets an edge
            too, so that there always is a way to the end.

    Example:
        >>> scores = {"a": -2.0, "ab": -4.0}
        >>> lattice("ab", scores, longest=2, unknown=-14.0)
        [[], [(0, -2.0)], [(0, -4.0), (1, -14.0)]]
    """
    edges: Lattice = [[] for _ in range(len(text) + 1)]
    for start in range(len(text)):
        for end in range(start + 1, min(start + longest, len(text)) + 1):
            score = scores.get(text[start:end])
            if score is not None:
                edges[end].append((start, score))
            elif end == start + 1:
                edges[end].append((start, unknown))
    return edges


# --8<-- [end:lattice]


# --8<-- [start:viterbi]
def best_cut(edges: Lattice) -> Cut:
    """Find the cut of highest probability (Viterbi's algorithm).

    The best way to a node ends in some edge, and begins with the best way to
    where that edge starts. Of equally good ways the one with the longest last
    piece wins.

    Example:
        >>> best_cut([[], [(0, -2.0)], [(0, -4.0), (1, -3.0)]])
        [(0, 2)]
    """
    best, came_from = [0.0], [0]
    for incoming in edges[1:]:
        scores = [best[start] + score for start, score in incoming]
        best.append(max(scores))
        came_from.append(incoming[scores.index(best[-1])][0])
    cut: Cut = []
    end = len(edges) - 1
    while end > 0:
        cut.append((came_from[end], end))
        end = came_from[end]
    return cut[::-1]


# --8<-- [end:viterbi]
