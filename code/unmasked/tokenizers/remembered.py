"""Remember how the pieces of a text were encoded.

A text has few different words, and the frequent ones make up nearly all of
it. So the work is done once for each, and the rest is looking up.

Lesson: docs/transformer/tokenization.md
"""

from collections.abc import Callable

# How many pieces are remembered before beginning again: some 50 MB.
MOST = 200_000
# Letters of a piece that is worth remembering. A longer one hardly comes
# again, and 200,000 of them could fill the memory.
LONGEST = 64


class Remembered(dict[str, list[int]]):
    """The ids of each piece, found when the piece is first asked for.

    Args:
        find: encodes one piece.

    Example:
        >>> ids = Remembered(find=lambda piece: list(piece.encode()))
        >>> len(ids), ids["hi"], len(ids)
        (0, [104, 105], 1)
    """

    def __init__(self, find: Callable[[str], list[int]]) -> None:
        self._find = find

    def __missing__(self, piece: str) -> list[int]:
        ids = self._find(piece)
        if len(piece) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[piece] = ids
        return ids
