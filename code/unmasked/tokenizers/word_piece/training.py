"""Train a WordPiece tokenizer.

Source: Schuster & Nakajima 2012, "Japanese and Korean Voice Search", §4;
Wu et al. 2016, §4.1, https://arxiv.org/abs/1609.08144
Lesson: docs/transformer/tokenization.md
"""

from collections.abc import Iterable, Sequence
from functools import partial

from unmasked.tokenizers._names import check_names
from unmasked.tokenizers.counting import count_pieces
from unmasked.tokenizers.word_piece.learning import learn_pieces
from unmasked.tokenizers.word_piece.tokenizer import (
    BERT_SPECIAL_TOKENS,
    WordPiece,
)
from unmasked.tokenizers.word_piece.words import split_words


def train(
    texts: str | Iterable[str],
    *,
    vocab_size: int,
    lowercase: bool = True,
    special_tokens: Sequence[str] = BERT_SPECIAL_TOKENS,
) -> WordPiece:
    """Learn a vocabulary of at most `vocab_size` pieces.

    It begins with the special tokens and the letters of the text; then come
    the pieces in the order in which they were learned. Learning stops early
    when no piece would make the text more likely.

    `texts` may be longer than memory, as `read_text` gives them: only the
    different words are held, and of too many the rarest are forgotten
    (`count_pieces`), with the letters that only they had.

    Args:
        texts: what to learn from.
        vocab_size: number of pieces, special tokens and letters included.
        lowercase: whether case and accents are dropped.
        special_tokens: pieces that no text is cut into.

    Raises:
        ValueError: if `vocab_size` has no room for special tokens and letters,
            or [UNK] is missing or a special token comes twice.

    Example:
        >>> text = "She sells sea shells by the sea shore."
        >>> train(text, vocab_size=30).pieces[22:]
        ['##ells', 'sea', 'sh', 'th', 'sells', '##ore', 'the', 'she']
    """
    special_tokens = check_names(special_tokens)
    counts = count_pieces(texts, partial(split_words, lowercase=lowercase))
    try:
        pieces = learn_pieces(counts, vocab_size - len(special_tokens))
    except ValueError as error:
        raise ValueError(
            f"{vocab_size=} with {len(special_tokens)} special tokens is too "
            f"small: {error}"
        ) from None
    return WordPiece(
        [*special_tokens, *pieces],
        lowercase=lowercase,
        special_tokens=special_tokens,
    )
