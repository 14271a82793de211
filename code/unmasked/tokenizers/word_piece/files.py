"""Save and load WordPiece vocabularies: BERT's `vocab.txt`, a piece a line.

Source: `load_vocab` in `tokenization.py` of
https://github.com/google-research/bert
Lesson: docs/transformer/tokenization.md
"""

from collections.abc import Sequence
from pathlib import Path

from unmasked.tokenizers._files import save_text
from unmasked.tokenizers.word_piece.tokenizer import (
    BERT_SPECIAL_TOKENS,
    WordPiece,
)


def save(tokenizer: WordPiece, path: Path | str) -> None:
    """Write the vocabulary to a file, completely or not at all.

    Raises:
        ValueError: if a piece is empty or has a line break, which a file of
            lines cannot hold.
    """
    for piece in tokenizer.pieces:
        if not piece or "\n" in piece or "\r" in piece:
            raise ValueError(f"{piece!r} does not fit on a line of {path}")
    save_text(Path(path), "".join(f"{p}\n" for p in tokenizer.pieces))


def load(
    path: Path | str,
    *,
    lowercase: bool = True,
    special_tokens: Sequence[str] = BERT_SPECIAL_TOKENS,
    vocab_size: int | None = None,
) -> WordPiece:
    """Read a vocabulary; the file does not tell whether it is uncased.

    Args:
        path: a file with a piece on each line.
        lowercase: whether case and accents are dropped.
        special_tokens: which of the pieces no text is cut into.
        vocab_size: how many pieces there must be, if you know. Without it, a
            file cut off between two lines reads like a smaller vocabulary.

    Raises:
        ValueError: if the file is truncated or no vocabulary.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> pieces = [*BERT_SPECIAL_TOKENS, "a", "##b"]
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder) / "vocab.txt"
        ...     save(WordPiece(pieces), path)
        ...     load(path).encode("abb")
        [5, 6, 6]
    """
    try:
        pieces = Path(path).read_text("utf-8").rstrip("\n").split("\n")
        if vocab_size not in (None, len(pieces)):
            raise ValueError(f"it has {len(pieces)} pieces, {vocab_size=}")
        return WordPiece(
            pieces, lowercase=lowercase, special_tokens=special_tokens
        )
    except ValueError as error:
        raise ValueError(
            f"{path} is truncated or no WordPiece vocabulary: {error}"
        ) from None
