"""Where a text is split before any merging: no token crosses these borders.

Without borders, byte-pair encoding learns "dog.", "dog!" and "dog?" as three
tokens (GPT-2 paper, §2.2). The patterns are those of released models. Between
them they take in every character, so the pieces joined are the text again.

In words, GPT-2's pattern takes, from left to right, the first that fits of:
the ending of a contraction; letters, digits or other signs, each with one
blank before; white space, but for the last before a word; white space.
GPT-4's takes at most three digits, lets any one sign lead a word, ends a line
with its signs, and knows contractions in capitals.

Source: Radford et al. 2019, "Language Models are Unsupervised Multitask
Learners", §2.2; GPT2: `encoder.py` of https://github.com/openai/gpt-2; CL100K
and O200K: `openai_public.py` of https://github.com/openai/tiktoken
Lesson: docs/transformer/tokenization.md
"""

import regex

from unmasked.tokenizers._bytes import check_text

# --8<-- [start:patterns]
GPT2 = (
    r"'s|'t|'re|'ve|'m|'ll|'d"
    r"| ?\p{L}+"
    r"| ?\p{N}+"
    r"| ?[^\s\p{L}\p{N}]+"
    r"|\s+(?!\S)"
    r"|\s+"
)

# GPT-3.5 and GPT-4.
CL100K = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
    r"|[^\r\n\p{L}\p{N}]?\p{L}+"
    r"|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+"
    r"|\s+(?!\S)"
    r"|\s+"
)
# --8<-- [end:patterns]

_CONTRACTION = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
# GPT-4o: a word may begin with capitals, and takes its contraction along.
O200K = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*"
    rf"[\p{{Ll}}\p{{Lm}}\p{{Lo}}\p{{M}}]+{_CONTRACTION}"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+"
    rf"[\p{{Ll}}\p{{Lm}}\p{{Lo}}\p{{M}}]*{_CONTRACTION}"
    r"|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n/]*"
    r"|\s*[\r\n]+"
    r"|\s+(?!\S)"
    r"|\s+"
)


class Splitter:
    r"""Cut a text into the pieces that `pattern` matches.

    Args:
        pattern: a regular expression of the `regex` package.

    Raises:
        ValueError: if the pattern is malformed or captures groups.

    Example:
        >>> Splitter(GPT2)("Don't count  12345 sheep!")
        ['Don', "'t", ' count', ' ', ' 12345', ' sheep', '!']
        >>> Splitter(CL100K)("Don't count  12345 sheep!")
        ['Don', "'t", ' count', ' ', ' ', '123', '45', ' sheep', '!']
    """

    def __init__(self, pattern: str) -> None:
        try:
            self._find = regex.compile(pattern)
        except regex.error as error:
            raise ValueError(f"{pattern=} is malformed: {error}") from None
        if self._find.groups:
            raise ValueError(
                f"{pattern=} captures a group: write (?:…) instead of (…)"
            )
        self.pattern = pattern

    def __call__(self, text: str) -> list[str]:
        """Cut the text.

        Raises:
            TypeError: if the text is no str.
            ValueError: if the pattern leaves part of the text out.
        """
        check_text(text)
        pieces = self._find.findall(text)
        # A token that never was cannot be decoded: better to stop here.
        if sum(map(len, pieces)) != len(text):
            end = 0
            for found in self._find.finditer(text):
                if found.start() != end:
                    break
                end = found.end()
            raise ValueError(
                f"the pattern {self.pattern!r} skips part of the text, first "
                f"at character {end}"
            )
        return pieces
