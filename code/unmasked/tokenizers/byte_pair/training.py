"""Train a byte-pair tokenizer on texts of any length.

Source: Sennrich et al. 2016, §3.2, https://arxiv.org/abs/1508.07909
Lesson: docs/transformer/tokenization.md
"""

from collections.abc import Iterable, Sequence

from unmasked.tokenizers._bytes import as_bytes
from unmasked.tokenizers._names import check_names
from unmasked.tokenizers.byte_pair.learning import learn_merges
from unmasked.tokenizers.byte_pair.tokenizer import BytePair
from unmasked.tokenizers.counting import count_pieces
from unmasked.tokenizers.patterns import GPT2, Splitter


def train(
    texts: str | Iterable[str],
    *,
    vocab_size: int,
    pattern: str = GPT2,
    special_tokens: Sequence[str] = (),
) -> BytePair:
    """Learn a vocabulary of `vocab_size` tokens.

    Tokens 0 to 255 are the bytes, then come the merges in the order in which
    they were learned, then the special tokens. A text that has no more pairs
    to merge gives a smaller vocabulary.

    Only the different pieces and their counts are held in memory, so `texts`
    may be longer than memory: see `read_text`. Of too many the rarest are
    forgotten (`count_pieces`).

    Args:
        texts: what to learn from.
        vocab_size: number of tokens, bytes and special tokens included.
        pattern: what cuts a text into pieces, see `patterns`.
        special_tokens: tokens that are not made of bytes.

    Raises:
        ValueError: if `vocab_size` has no room for bytes and special tokens,
            or a special token comes twice.

    Example:
        >>> tokenizer = train("low lower lowest", vocab_size=259)
        >>> [tokenizer.decode([token]) for token in range(256, 259)]
        ['lo', 'low', ' low']
    """
    special_tokens = check_names(special_tokens)
    n_merges = vocab_size - 256 - len(special_tokens)
    if n_merges < 0:
        raise ValueError(
            f"{vocab_size=} has no room for 256 bytes and "
            f"{len(special_tokens)} special tokens"
        )
    counts = count_pieces(texts, Splitter(pattern))
    pieces = {as_bytes(piece): n for piece, n in counts.items()}
    merges = learn_merges(pieces, n_merges)
    first = 256 + len(merges)
    return BytePair(
        merges,
        pattern=pattern,
        special_tokens={s: first + i for i, s in enumerate(special_tokens)},
    )
