"""WordPiece: cut each word into the longest pieces that the vocabulary has.

Source: Wu et al. 2016, "Google's Neural Machine Translation System", §4.1,
https://arxiv.org/abs/1609.08144; as in BERT: `WordpieceTokenizer` in
`tokenization.py` of https://github.com/google-research/bert
Lesson: docs/transformer/tokenization.md
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from operator import index

from unmasked.tokenizers.remembered import Remembered
from unmasked.tokenizers.special_tokens import Allowed, SpecialTokens
from unmasked.tokenizers.word_piece.words import split_words

BERT_SPECIAL_TOKENS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
# A longer word becomes [UNK], as in `tokenizers`.
LONGEST_WORD = 100


class WordPiece:
    """A WordPiece tokenizer, from its vocabulary.

    A piece that does not begin a word is written with "##" before it. A word
    that cannot be cut into known pieces becomes [UNK] as a whole, so decoding
    does not give every text back.

    Args:
        vocabulary: the pieces; the place of each is its id.
        lowercase: whether case and accents are dropped ("uncased" models).
        special_tokens: which of them are cut out of a text when allowed.

    Raises:
        ValueError: if a piece comes twice, or [UNK] or a special token is
            missing.

    Example:
        >>> pieces = ["[UNK]", "mask", "un", "##mask", "##ed", "!"]
        >>> tokenizer = WordPiece(pieces, special_tokens=["[UNK]"])
        >>> tokenizer.encode("Unmasked! Masks")
        [2, 3, 4, 5, 0]
        >>> tokenizer.decode([2, 3, 4, 5, 0])
        'unmasked ! [UNK]'
    """

    def __init__(
        self,
        vocabulary: Sequence[str],
        *,
        lowercase: bool = True,
        special_tokens: Sequence[str] = BERT_SPECIAL_TOKENS,
    ) -> None:
        self.pieces = list(vocabulary)
        self.ids = {piece: i for i, piece in enumerate(self.pieces)}
        if len(self.ids) < len(self.pieces):
            twice = next(
                piece for i, piece in enumerate(self.pieces)
                if self.ids[piece] != i
            )  # fmt: skip
            raise ValueError(f"the vocabulary has {twice!r} twice")
        missing = {"[UNK]", *special_tokens} - set(self.ids)
        if missing:
            raise ValueError(f"the vocabulary lacks {sorted(missing)}")
        self.lowercase = lowercase
        self.special = SpecialTokens({s: self.ids[s] for s in special_tokens})
        self._words = Remembered(self._cut)

    @property
    def vocab_size(self) -> int:
        """The number of pieces."""
        return len(self.pieces)

    def encode(self, text: str, *, allowed_special: Allowed = ()) -> list[int]:
        """Turn a text into the ids of its pieces.

        Args:
            text: what to encode.
            allowed_special: which special tokens to recognize, or "all".

        Raises:
            ValueError: if `allowed_special` names an unknown token.
        """
        ids: list[int] = []
        for part, token in self.special.split(text, allowed=allowed_special):
            if token is not None:
                ids.append(token)
                continue
            words = split_words(part, lowercase=self.lowercase)
            found = map(self._words.__getitem__, words)
            ids.extend(chain.from_iterable(found))
        return ids

    def decode(self, ids: Iterable[int]) -> str:
        """Write pieces out, with a blank before each that begins a word.

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
        text = " ".join(self.pieces[token] for token in chosen)
        return text.replace(" ##", "")

    # --8<-- [start:cut]
    def _cut(self, word: str) -> list[int]:
        unknown = [self.ids["[UNK]"]]
        if len(word) > LONGEST_WORD:
            return unknown
        cut: list[int] = []
        start = 0
        while start < len(word):
            prefix = "##" if start else ""
            for end in range(len(word), start, -1):
                token = self.ids.get(prefix + word[start:end])
                if token is not None:
                    break
            else:
                return unknown
            cut.append(token)
            start = end
        return cut

    # --8<-- [end:cut]
