"""Train a WordPiece tokenizer.

Source: Schuster & Nakajima 2012, "Japanese and Korean Voice Search", §4;
Wu et al. 2016, §4.1, https://arxiv.org/abs/1609.08144
Lesson: docs/transformer/tokenization.md
"""

from collections import Counter
from collections.abc import Iterable, Sequence

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

    Args:
        texts: what to learn from.
        vocab_size: number of pieces, special tokens and letters included.
        lowercase: whether case and accents are dropped.
        special_tokens: pieces that no text is cut into.

    Raises:
        ValueError: if `vocab_size` has no room for special tokens and letters.

    Example:
        >>> text = "She sells sea shells by the sea shore."
        >>> train(text, vocab_size=30).pieces[22:]
        ['##ells', 'sea', 'sh', 'th', 'sells', '##ore', 'the', 'she']
    """
    counts: Counter[str] = Counter()
    for text in [texts] if isinstance(texts, str) else texts:
        counts.update(split_words(text, lowercase=lowercase))
    pieces = learn_pieces(counts, vocab_size - len(special_tokens))
    return WordPiece(
        [*special_tokens, *pieces],
        lowercase=lowercase,
        special_tokens=special_tokens,
    )
