"""Remember how the pieces of a text were merged.

A text has few different words, and nearly all of it is the frequent ones. So
the merging is done once for each, and the rest is looking up.

Lesson: docs/transformer/tokenization.md
"""

from collections.abc import Mapping, Sequence

from unmasked.tokenizers.byte_pair.merging import merge

# How many are remembered before beginning again: some 50 MB.
MOST = 200_000


class Pieces(dict[str, list[int]]):
    """The ids of each piece; merges it when it is first asked for.

    Args:
        merges: which token each pair of tokens becomes, first learned first.
        byte_ids: the token of each of the 256 bytes.

    Raises:
        ValueError: (when asked) if a piece holds half a character.

    Example:
        >>> pieces = Pieces({(104, 105): 256}, range(256))
        >>> pieces["hi!"], len(pieces)
        ([256, 33], 1)
    """

    def __init__(
        self, merges: Mapping[tuple[int, int], int], byte_ids: Sequence[int]
    ) -> None:
        self._ranks = {pair: rank for rank, pair in enumerate(merges)}
        self._products = list(merges.values())
        self._byte_ids = byte_ids

    def __missing__(self, piece: str) -> list[int]:
        try:
            data = piece.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError as error:
            raise ValueError(
                f"{piece!r} holds half a character, which is no text: "
                f"{error.reason}"
            ) from None
        symbols = [self._byte_ids[byte] for byte in data]
        ids = merge(symbols, self._ranks, self._products)
        if len(self) >= MOST:
            self.clear()
        self[piece] = ids
        return ids
