"""Merge a row of symbols the way byte-pair encoding does.

Source: Sennrich et al. 2016, "Neural Machine Translation of Rare Words with
Subword Units", §3.2, https://arxiv.org/abs/1508.07909
Lesson: docs/transformer/tokenization.md
"""

from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import pairwise

GONE = -1  # stands where a symbol was that has been merged into its neighbor


# --8<-- [start:merge]
def merge(
    symbols: Sequence[int],
    ranks: Mapping[tuple[int, int], int],
    products: Sequence[int],
) -> list[int]:
    """Merge neighbors, the pair learned first first, until none is left.

    Of equal pairs the leftmost goes first. All candidates wait in a heap, so
    n symbols take O(n log n) time, however long a "word" somebody pastes;
    looking for the best pair anew after each merge takes O(n²).

    Args:
        symbols: token ids, one for each byte at the start.
        ranks: when each pair of tokens was learned, from 0 on.
        products: the token that the pair of each rank becomes.

    Example:
        >>> merge([1, 2, 1, 2, 3], {(1, 2): 0, (9, 3): 1}, products=[9, 7])
        [9, 7]
    """
    n, rank_of = len(symbols), ranks.get
    first = map(rank_of, pairwise(symbols))
    queue = [(r, place) for place, r in enumerate(first) if r is not None]
    if not queue:
        return list(symbols)
    heapify(queue)
    # The row is a linked list, so that merging moves nothing. One more place
    # at its end, which matches no pair, saves asking where it ends.
    row = [*symbols, GONE]
    left, right = list(range(-1, n)), list(range(1, n + 1))
    while queue:
        rank, place = heappop(queue)
        gone = right[place]
        # A merge nearby may have taken one of the two in the meantime.
        if rank_of((row[place], row[gone])) != rank:
            continue
        merged = row[place] = products[rank]
        row[gone] = GONE
        after = right[place] = right[gone]
        left[after] = place
        new_rank = rank_of((merged, row[after]))
        if new_rank is not None:
            heappush(queue, (new_rank, place))
        before = left[place]
        if before >= 0:
            new_rank = rank_of((row[before], merged))
            if new_rank is not None:
                heappush(queue, (new_rank, before))
    return [symbol for symbol in row if symbol != GONE]


# --8<-- [end:merge]
