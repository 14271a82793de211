"""Learn the merges of byte-pair encoding from counted pieces.

Begin with bytes. Merge the pair of neighbors that is most frequent into a new
token, everywhere, and again, until the vocabulary is full.

Source: Sennrich et al. 2016, §3.2 and algorithm 1,
https://arxiv.org/abs/1508.07909
Lesson: docs/transformer/tokenization.md
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from heapq import heapify, heappop, heappush


def learn_merges(
    pieces: Mapping[bytes, int], n_merges: int
) -> dict[tuple[int, int], int]:
    """Find the merges for pieces that were seen so many times each.

    Of pairs that are equally frequent, the one with the smaller ids goes
    first: (97, 99) before (98, 97). Hugging Face's trainer settles ties in the
    same way, but numbers the bytes in GPT-2's order, so where there are ties
    its merges may come in another order.

    A merge touches only the pieces that hold its pair, and the pairs beside
    it. To find and join them inside the interpreter, a piece is held as a
    string in which each character stands for a token: chr(id).

    Example:
        >>> learn_merges({b"abab": 2, b"cab": 1}, n_merges=2)
        {(97, 98): 256, (256, 256): 257}
    """
    rows = [piece.decode("latin-1") for piece in pieces]
    seen = list(pieces.values())
    count: defaultdict[str, int] = defaultdict(int)
    where: defaultdict[str, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        for pair in map(str.__add__, row, row[1:]):
            count[pair] += seen[i]
            where[pair].append(i)
    queue = [(-n, pair) for pair, n in count.items()]
    heapify(queue)
    merges: dict[tuple[int, int], int] = {}
    while queue and len(merges) < n_merges:
        n, pair = heappop(queue)
        # The queue is corrected only here: a pair that has become rarer since
        # it was put in goes back with its present count.
        if count[pair] != -n:
            if count[pair] > 0:
                heappush(queue, (-count[pair], pair))
            continue
        token = 256 + len(merges)
        merges[ord(pair[0]), ord(pair[1])] = token
        change: defaultdict[str, int] = defaultdict(int)
        for i in where.pop(pair):
            for neighbors, n in merge_in(rows, i, pair, chr(token)):
                change[neighbors] += n * seen[i]
                if n > 0:
                    where[neighbors].append(i)
        del count[pair]
        for neighbors, n in change.items():
            if neighbors != pair:
                count[neighbors] += n
                if n > 0:
                    heappush(queue, (-count[neighbors], neighbors))
    return merges


def merge_in(
    rows: list[str], i: int, pair: str, token: str
) -> Iterator[tuple[str, int]]:
    """Merge a pair in row i; tell which pairs became rarer (−1) and which new.

    In "cabd", making X of "ab" takes away "ca" and "bd", and gives "cX" and
    "Xd". Between two X in a row, "ba" goes and "XX" comes.
    """
    between = rows[i].split(pair)
    rows[i] = token.join(between)
    last = len(between) - 1
    for k, symbols in enumerate(between):
        if symbols:
            if k > 0:
                yield pair[1] + symbols[0], -1
                yield token + symbols[0], 1
            if k < last:
                yield symbols[-1] + pair[0], -1
                yield symbols[-1] + token, 1
        elif 0 < k < last:
            yield pair[1] + pair[0], -1
            yield token + token, 1
