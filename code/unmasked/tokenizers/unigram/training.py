"""Train a Unigram tokenizer.

Source: Kudo 2018, "Subword Regularization", §3.2,
https://arxiv.org/abs/1804.10959
Lesson: docs/transformer/tokenization.md
"""

from collections.abc import Iterable, Sequence

from unmasked.tokenizers._names import check_names
from unmasked.tokenizers.counting import count_pieces
from unmasked.tokenizers.patterns import GPT2, Splitter
from unmasked.tokenizers.unigram.learning import learn_scores
from unmasked.tokenizers.unigram.tokenizer import Unigram


def train(
    texts: str | Iterable[str],
    *,
    vocab_size: int,
    pattern: str = GPT2,
    special_tokens: Sequence[str] = (),
) -> Unigram:
    """Learn a vocabulary of at most `vocab_size` tokens.

    `texts` may be longer than memory, as `read_text` gives them: only the
    different words are held, and of too many the rarest are forgotten
    (`count_pieces`).

    Args:
        texts: what to learn from.
        vocab_size: number of tokens; 256 bytes, all characters of the texts
            and the special tokens included.
        pattern: what splits a text into words, see `patterns`.
        special_tokens: tokens that no text is cut into.

    Raises:
        ValueError: if `vocab_size` has no room for bytes, characters and
            special tokens, or a special token comes twice.

    Example:
        >>> text = "unmask masked unmasked mask " * 10
        >>> tokenizer = train(text, vocab_size=272)
        >>> [tokenizer.decode([t]) for t in tokenizer.encode("unmask mask")]
        ['unmask', ' mask']
    """
    special_tokens = check_names(special_tokens)
    words = count_pieces(texts, Splitter(pattern))
    n_letters = len({letter for word in words for letter in word})
    if vocab_size < 256 + n_letters + len(special_tokens):
        raise ValueError(
            f"{vocab_size=} has no room for 256 bytes, {n_letters} different "
            f"characters and {len(special_tokens)} special tokens"
        )
    scores = learn_scores(words, vocab_size - 256 - len(special_tokens))
    return Unigram(scores, pattern=pattern, special_tokens=special_tokens)
