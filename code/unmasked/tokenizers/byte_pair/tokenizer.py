"""Byte-level byte-pair encoding: any text to token ids, and back unchanged.

A text is cut into pieces at the borders of words, a piece is taken as bytes,
and the bytes are merged in the order in which the merges were learned. Since
every byte is a token, there is nothing that cannot be encoded.

Source: Sennrich et al. 2016, §3.2, https://arxiv.org/abs/1508.07909; on bytes:
Radford et al. 2019, "Language Models are Unsupervised Multitask Learners",
§2.2
Lesson: docs/transformer/tokenization.md
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from operator import index

from unmasked.tokenizers._bytes import as_bytes
from unmasked.tokenizers.byte_pair.merging import merge
from unmasked.tokenizers.byte_pair.spelling import spell
from unmasked.tokenizers.patterns import GPT2, Splitter
from unmasked.tokenizers.remembered import Remembered
from unmasked.tokenizers.special_tokens import Allowed, SpecialTokens


class BytePair:
    """A byte-pair tokenizer, from its merges.

    `train`, `load`, `load_gpt2` and `load_tiktoken` make one.

    Args:
        merges: which token each pair of tokens becomes, first learned first.
        byte_ids: the token of each of the 256 bytes; the byte itself by
            default.
        pattern: what cuts a text into pieces, see `patterns`.
        special_tokens: the ids of tokens that are not made of bytes.

    Raises:
        ValueError: if there are not 256 byte tokens, two tokens share an id,
            or a merge joins tokens that do not exist yet.

    Example:
        >>> tokenizer = BytePair({(104, 105): 256})
        >>> tokenizer.encode("hi ho")
        [256, 32, 104, 111]
        >>> tokenizer.decode([256, 32, 104, 111])
        'hi ho'
    """

    def __init__(
        self,
        merges: Mapping[tuple[int, int], int],
        *,
        byte_ids: Sequence[int] = range(256),
        pattern: str = GPT2,
        special_tokens: Mapping[str, int] | None = None,
    ) -> None:
        self.merges = dict(merges)
        self.byte_ids = tuple(byte_ids)
        self.special = SpecialTokens(special_tokens or {})
        self.tokens = spell(self.byte_ids, self.merges)
        for name, token in self.special.ids.items():
            if self.tokens.setdefault(token, name.encode()) != name.encode():
                raise ValueError(f"{name!r} has the {token=} of other bytes")
        self.split = Splitter(pattern)
        self._ranks = {pair: rank for rank, pair in enumerate(self.merges)}
        self._products = list(self.merges.values())
        self._ids = Remembered(self._merge)

    @property
    def vocab_size(self) -> int:
        """One more than the largest id: the rows an embedding needs."""
        return max(self.tokens) + 1

    # --8<-- [start:encode]
    def encode(
        self, text: str | bytes, *, allowed_special: Allowed = ()
    ) -> list[int]:
        """Turn a text into token ids.

        Bytes that are not UTF-8 are kept as they are, one token or more for
        each stretch of them.

        Args:
            text: what to encode.
            allowed_special: which special tokens to recognize, or "all". The
                others are read as ordinary text, so that a text from outside
                cannot pretend to have ended.

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
            # The whole loop over the pieces runs inside the interpreter.
            found = map(self._ids.__getitem__, self.split(part))
            ids.extend(chain.from_iterable(found))
        return ids

    def _merge(self, piece: str) -> list[int]:
        symbols = [self.byte_ids[byte] for byte in as_bytes(piece)]
        return merge(symbols, self._ranks, self._products)

    # --8<-- [end:encode]

    def decode(self, ids: Iterable[int], *, errors: str = "replace") -> str:
        """Turn token ids into the text that they spell.

        A row of tokens may end in the middle of a character. What is not
        UTF-8 becomes "�", or what `errors` says (see `bytes.decode`).

        Raises:
            ValueError: if an id is none of the vocabulary.
        """
        return self.decode_bytes(ids).decode("utf-8", errors)

    def decode_bytes(self, ids: Iterable[int]) -> bytes:
        """Turn token ids into the bytes that they spell.

        Raises:
            ValueError: if an id is none of the vocabulary.
        """
        try:
            # `index` makes an int of a tensor's element, and refuses 1.5.
            return b"".join(map(self.tokens.__getitem__, map(index, ids)))
        except KeyError as error:
            raise ValueError(
                f"token id {error.args[0]} is none of the vocabulary of "
                f"{self.vocab_size}"
            ) from None
