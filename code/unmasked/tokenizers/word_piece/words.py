"""Split a text into words the way BERT does.

Source: Devlin et al. 2019, "BERT", https://arxiv.org/abs/1810.04805;
`BasicTokenizer` in `tokenization.py` of https://github.com/google-research/bert
Lesson: docs/transformer/tokenization.md
"""

import unicodedata
from collections.abc import Callable

from unmasked.tokenizers._bytes import check_text

# Blocks of Chinese characters, as BERT's code lists them. Hangul, Hiragana and
# Katakana are not among them.
IDEOGRAPHS = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


def split_words(text: str, *, lowercase: bool = True) -> list[str]:
    """Give the words of a text; punctuation and ideographs are words too.

    Control characters vanish. In lower case, accents vanish too. So a text
    cannot be put together again from its words.

    Args:
        text: what to split.
        lowercase: whether case and accents are dropped ("uncased" models).

    Raises:
        TypeError: if the text is no str.

    Example:
        >>> split_words("Où est l'Été?  漢字")
        ['ou', 'est', 'l', "'", 'ete', '?', '漢', '字']
        >>> split_words("Où est-il?", lowercase=False)
        ['Où', 'est', '-', 'il', '?']
    """
    check_text(text)
    text = text.translate(_CLEANED)
    if not lowercase:
        return text.translate(_CUT).split()
    text = unicodedata.normalize("NFD", text.lower())
    return text.translate(_CUT_UNCASED).split()


def _clean(sign: str) -> str:
    if sign in "\t\n\r":
        return " "
    # Control signs, and what takes the place of a broken character.
    if sign == "\ufffd" or unicodedata.category(sign).startswith("C"):
        return ""
    code = ord(sign)
    if any(first <= code <= last for first, last in IDEOGRAPHS):
        return f" {sign} "
    return sign


def _cut(sign: str) -> str:
    # In ASCII, BERT counts signs such as "$" and "^" as punctuation as well.
    other = sign.isascii() and sign.isprintable() and not sign.isalnum()
    if other or unicodedata.category(sign).startswith("P"):
        return f" {sign} "
    return sign


def _cut_uncased(sign: str) -> str:
    # After normalization, accents are signs of their own.
    return "" if unicodedata.category(sign) == "Mn" else _cut(sign)


class _Table(dict[int, str]):
    """What becomes of each character, found when it is first met.

    `str.translate` then runs through the text inside the interpreter.
    """

    def __init__(self, rule: Callable[[str], str]) -> None:
        self._rule = rule

    def __missing__(self, code: int) -> str:
        self[code] = self._rule(chr(code))
        return self[code]


_CLEANED = _Table(_clean)
_CUT = _Table(_cut)
_CUT_UNCASED = _Table(_cut_uncased)
