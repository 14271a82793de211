"""Learn the pieces of WordPiece: merge what makes the text most likely.

Byte-pair encoding merges the pair that is most frequent. WordPiece merges the
pair that raises the likelihood of the text most. The likelihood is here that
of a unigram model: each piece comes with its share of all pieces. (The paper
leaves the model open, and Google has not released its trainer. The one of
Hugging Face's `tokenizers` merges by frequency, like byte-pair encoding: of the
same size, its pieces cut a text into fewer, ours make it likelier.)

Source: Schuster & Nakajima 2012, "Japanese and Korean Voice Search", §4
Lesson: docs/transformer/tokenization.md
"""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unmasked.tokenizers.byte_pair.learning import merge_in


# --8<-- [start:gain]
def gain(
    pair: Float[ndarray, " pairs"],
    left: Float[ndarray, " pairs"],
    right: Float[ndarray, " pairs"],
    same: Bool[ndarray, " pairs"],
    total: float,
) -> Float[ndarray, " pairs"]:
    """How much the log-likelihood of a text rises when a pair is merged.

    Pieces seen n₁, n₂, … times, N in all, have at best the log-likelihood
    Σ nᵢ log(nᵢ/N) = Σ f(nᵢ) − f(N), where f(n) = n log n. Merging a pair that
    was seen n times makes n new pieces out of n of either part, so

        gain = f(n) + f(l−n) − f(l) + f(r−n) − f(r) + f(N) − f(N−n)

    A pair of twice the same piece takes 2n of it, and has no r.

    Args:
        pair: n, how often each pair was seen.
        left: l, how often its first part was seen.
        right: r, how often its second part was seen.
        same: whether the two parts are the same piece.
        total: N, the number of all pieces.

    Example:
        >>> one = np.array([1.0])
        >>> gain(one, one, one, same=np.array([False]), total=2.0).round(2)
        array([1.39])
    """
    lost_right = np.where(same, 0.0, _f(right - pair) - _f(right))
    lost_left = _f(left - np.where(same, 2 * pair, pair)) - _f(left)
    everything = np.full_like(pair, total)
    return _f(pair) + lost_left + lost_right + _f(everything) - _f(total - pair)


def _f(n: Float[ndarray, " pairs"]) -> Float[ndarray, " pairs"]:
    # f(0) = 0. In a run of equal pieces pairs overlap, and n may be below 0.
    return n * np.log(np.maximum(n, 1.0))


# --8<-- [end:gain]


def learn_pieces(words: Mapping[str, int], n_pieces: int) -> list[str]:
    """Find the pieces for words that were seen so many times each.

    First the letters, then the pieces in the order in which they were learned.
    Of equally good pairs, the one with the earlier pieces goes first.

    Raises:
        ValueError: if the letters alone are more than `n_pieces`.

    Example:
        >>> learn_pieces({"that": 5, "cat": 4, "at": 3}, n_pieces=9)
        ['##a', '##h', '##t', 'a', 'c', 't', 'th', '##at', 'at']
    """
    spelled = [[w[0], *(f"##{letter}" for letter in w[1:])] for w in words]
    pieces = sorted({letter for word in spelled for letter in word})
    if len(pieces) > n_pieces:
        raise ValueError(
            f"{len(pieces)} letters do not fit into {n_pieces} pieces"
        )
    # As in byte-pair learning, the character chr(i) stands for piece i.
    sign = {piece: chr(i) for i, piece in enumerate(pieces)}
    rows = ["".join(map(sign.__getitem__, word)) for word in spelled]
    seen = list(words.values())
    single = np.zeros(n_pieces)
    count: defaultdict[str, int] = defaultdict(int)
    where: defaultdict[str, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        for letter in row:
            single[ord(letter)] += seen[i]
        for pair in map(str.__add__, row, row[1:]):
            count[pair] += seen[i]
            where[pair].append(i)
    while count and len(pieces) < n_pieces:
        best = _best(count, single)
        if best is None:
            break
        new, left, right = len(pieces), ord(best[0]), ord(best[1])
        pieces.append(pieces[left] + pieces[right].removeprefix("##"))
        for i in where.pop(best):
            length = len(rows[i])
            for pair, n in merge_in(rows, i, best, chr(new)):
                count[pair] += n * seen[i]
                if n > 0:
                    where[pair].append(i)
            times = (length - len(rows[i])) * seen[i]
            for piece, n in ((new, 1), (left, -1), (right, -1)):
                single[piece] += n * times
        del count[best]
    return pieces


def _best(count: Mapping[str, int], single: Float[ndarray, " n"]) -> str | None:
    pairs = list(count)
    # Four bytes for each character: the numbers of both parts of all pairs.
    signs = "".join(pairs).encode("utf-32-le", "surrogatepass")
    left, right = np.frombuffer(signs, np.uint32).reshape(-1, 2).T
    gains = gain(
        np.fromiter(count.values(), float, len(count)),
        single[left],
        single[right],
        same=left == right,
        total=single.sum(),
    )
    largest = gains.max()
    if largest < 1e-9:  # nothing, but for rounding
        return None
    return min(pairs[i] for i in np.flatnonzero(gains == largest))
