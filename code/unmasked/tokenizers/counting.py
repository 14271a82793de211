"""Count the different pieces of texts that may be longer than memory.

All three kinds of tokenizer learn from nothing else: which pieces there are,
and how often each was seen.

Lesson: docs/transformer/tokenization.md
"""

from collections import Counter
from collections.abc import Callable, Iterable
from math import inf

# Of a text with more than this, the rarest pieces are forgotten. The second
# limit is for texts whose pieces are long: sequences of genes, encoded files.
MOST_PIECES, MOST_LETTERS = 500_000, 8_000_000


def count_pieces(
    texts: str | Iterable[str], split: Callable[[str], list[str]]
) -> Counter[str]:
    """Count the pieces of all texts, forgetting the rarest of too many.

    After 500,000 different pieces, or 8 million letters in them, those seen
    only once are dropped, and so on with those seen twice: what is so rare
    among so many decides nothing.

    Args:
        texts: one text, or parts of one such as `read_text` gives.
        split: cuts a text into pieces.

    Example:
        >>> count_pieces(["to be or", "not to be"], str.split).most_common(2)
        [('to', 2), ('be', 2)]
    """
    counts: Counter[str] = Counter()
    letters = 0  # at most so many are in the pieces; adding them up takes long
    for text in [texts] if isinstance(texts, str) else texts:
        counts.update(split(text))
        letters += len(text)
        if len(counts) > MOST_PIECES or letters > MOST_LETTERS:
            forget_rarest(counts, pieces=MOST_PIECES, letters=MOST_LETTERS)
            letters = sum(map(len, counts))
    return counts


def forget_rarest(
    counts: Counter[str], *, pieces: int, letters: float = inf
) -> None:
    """Drop what was seen least until no more than so much is left.

    Args:
        counts: how often each piece was seen; changed in place.
        pieces: how many may be left.
        letters: how many letters these may have together.

    Example:
        >>> forget_rarest(counts := Counter("aabbcd"), pieces=3)
        >>> sorted(counts)
        ['a', 'b']
    """
    rare = 1
    while len(counts) > pieces or sum(map(len, counts)) > letters:
        for piece in [piece for piece, n in counts.items() if n <= rare]:
            del counts[piece]
        rare += 1
