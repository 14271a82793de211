"""Unigram: cut a text into the pieces that are together most probable.

Each piece has a probability, and a cut the product of those of its pieces. A
text has many cuts; the best is its encoding, and drawing others while a model
trains makes the model robust ("subword regularization").

As in `byte_pair`, the text is first split into words, and what no piece spells
falls back on bytes, so every text comes back unchanged.

Source: Kudo 2018, "Subword Regularization", §3,
https://arxiv.org/abs/1804.10959
Lesson: docs/transformer/tokenization.md
"""

from collections.abc import Iterable, Mapping
from itertools import chain
from math import inf
from operator import index
from random import Random

from unmasked.tokenizers._bytes import as_bytes
from unmasked.tokenizers._names import check_names
from unmasked.tokenizers.patterns import GPT2, Splitter
from unmasked.tokenizers.remembered import Remembered
from unmasked.tokenizers.special_tokens import Allowed, SpecialTokens
from unmasked.tokenizers.unigram.lattice import (
    Cut,
    Lattice,
    best_cut,
    lattice,
)
from unmasked.tokenizers.unigram.sums import sample_cut

# How much worse an unknown character is than the rarest piece.
UNKNOWN = 10.0


class Unigram:
    """A Unigram tokenizer, from the log-probabilities of its pieces.

    Tokens 0 to 255 are the bytes, then come the pieces in the order given,
    then the special tokens.

    Args:
        scores: the log-probability of each piece.
        pattern: what splits a text into words, see `patterns`.
        special_tokens: tokens that no text is cut into.

    Raises:
        ValueError: if a piece is empty or its score is no log-probability,
            or a special token comes twice.

    Example:
        >>> tokenizer = Unigram({"un": -2.0, "mask": -3.0, "u": -1.0})
        >>> tokenizer.encode("unmask!")
        [256, 257, 33]
        >>> tokenizer.decode([256, 257, 33])
        'unmask!'
    """

    def __init__(
        self,
        scores: Mapping[str, float],
        *,
        pattern: str = GPT2,
        special_tokens: Iterable[str] = (),
    ) -> None:
        for piece, score in scores.items():
            if not piece or not -1e300 < score <= 0:
                raise ValueError(
                    f"{piece!r} with {score=}: a piece has letters and a "
                    "finite log-probability, at most 0"
                )
        self.scores = dict(scores)
        self._longest = max(map(len, scores), default=1)
        self._unknown = min(scores.values(), default=0.0) - UNKNOWN
        self.ids = {piece: 256 + i for i, piece in enumerate(scores)}
        first, names = 256 + len(scores), check_names(special_tokens)
        self.special = SpecialTokens(
            {name: first + i for i, name in enumerate(names)}
        )
        self.tokens = [
            *(bytes([byte]) for byte in range(256)),
            *map(as_bytes, scores),
            *(name.encode() for name in self.special.ids),
        ]
        self.split = Splitter(pattern)
        self._words = Remembered(self._best)

    @property
    def vocab_size(self) -> int:
        """The number of tokens: bytes, pieces and special tokens."""
        return len(self.tokens)

    def encode(
        self, text: str | bytes, *, allowed_special: Allowed = ()
    ) -> list[int]:
        """Turn a text into the ids of its most probable pieces.

        Args:
            text: what to encode; bytes that are not UTF-8 stay as they are.
            allowed_special: which special tokens to recognize, or "all".

        Raises:
            ValueError: if `allowed_special` names an unknown token, or half a
                character (a lone surrogate) is in a str.
        """
        if isinstance(text, bytes):
            text = text.decode("utf-8", "surrogateescape")
        ids: list[int] = []
        for part, token in self.special.split(text, allowed=allowed_special):
            if token is not None:
                ids.append(token)
                continue
            found = map(self._words.__getitem__, self.split(part))
            ids.extend(chain.from_iterable(found))
        return ids

    def sample(self, text: str, *, alpha: float, draw: Random) -> list[int]:
        """Turn a text into the ids of pieces drawn by chance.

        Args:
            text: what to encode; special tokens are read as ordinary text.
            alpha: 1 draws from the model, smaller values more evenly, large
                ones near the best.
            draw: the source of chance.

        Raises:
            ValueError: if `alpha` is negative or not finite.
        """
        if not 0 <= alpha < inf:
            raise ValueError(f"{alpha=} must be a finite number, at least 0")
        ids: list[int] = []
        for word in self.split(text):
            cut = sample_cut(self._lattice(word), alpha, draw)
            ids += self._look_up(word, cut)
        return ids

    def _best(self, word: str) -> list[int]:
        return self._look_up(word, best_cut(self._lattice(word)))

    def _lattice(self, word: str) -> Lattice:
        return lattice(
            word, self.scores, longest=self._longest, unknown=self._unknown
        )

    def _look_up(self, word: str, cut: Cut) -> list[int]:
        ids: list[int] = []
        for start, end in cut:
            piece = word[start:end]
            if piece in self.ids:
                ids.append(self.ids[piece])
            else:
                ids += as_bytes(piece)
        return ids

    def decode(self, ids: Iterable[int], *, errors: str = "replace") -> str:
        """Turn token ids into text; see `decode_bytes`."""
        return self.decode_bytes(ids).decode("utf-8", errors)

    def decode_bytes(self, ids: Iterable[int]) -> bytes:
        """Turn token ids into the bytes that they spell.

        Raises:
            ValueError: if an id is none of the vocabulary.
        """
        chosen = list(map(index, ids))
        for token in chosen:
            if not 0 <= token < self.vocab_size:
                raise ValueError(
                    f"token id {token} is none of the vocabulary of "
                    f"{self.vocab_size}"
                )
        return b"".join(map(self.tokens.__getitem__, chosen))
