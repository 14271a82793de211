"""Tokens that no text can spell by merging: ends, separators, roles.

They are cut out before anything else happens to the text. Where several fit,
the longest wins, so "<|end|>" does not hide "<|end|><|of|>".

Lesson: docs/transformer/tokenization.md
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Literal

import regex

Allowed = Collection[str] | Literal["all"]


# --8<-- [start:split]
class SpecialTokens:
    """The special tokens of a vocabulary, and how to find them in a text.

    Args:
        ids: the id of each token.

    Raises:
        ValueError: if a token is empty, two share an id, or one is negative.

    Example:
        >>> special = SpecialTokens({"<|end|>": 256})
        >>> list(special.split("one<|end|>two", allowed="all"))
        [('one', None), ('<|end|>', 256), ('two', None)]
    """

    def __init__(self, ids: Mapping[str, int]) -> None:
        if "" in ids:
            raise ValueError("a special token cannot be the empty text")
        if len(set(ids.values())) < len(ids):
            raise ValueError(f"special tokens share an id: {dict(ids)}")
        if min(ids.values(), default=0) < 0:
            raise ValueError(f"a special token has a negative id: {dict(ids)}")
        self.ids = dict(ids)

    def split(
        self, text: str, *, allowed: Allowed = ()
    ) -> Iterator[tuple[str, int | None]]:
        """Cut the allowed tokens out: pieces of text, with an id if special.

        Raises:
            TypeError: if one allowed token is given without a list around it.
            ValueError: if an allowed token is none of this vocabulary.
        """
        pattern = self.pattern(allowed)
        if pattern is None:
            yield text, None
            return
        end = 0
        for found in pattern.finditer(text):
            if found.start() > end:
                yield text[end : found.start()], None
            yield found[0], self.ids[found[0]]
            end = found.end()
        if end < len(text):
            yield text[end:], None

    # --8<-- [end:split]

    def pattern(self, allowed: Allowed) -> "regex.Pattern[str] | None":
        """Make the expression that finds the allowed tokens, if any."""
        if isinstance(allowed, str) and allowed != "all":
            raise TypeError(
                f'"all" special tokens, or a list: write [{allowed!r}]'
            )
        wanted = set(self.ids) if allowed == "all" else set(allowed)
        if unknown := wanted - set(self.ids):
            raise ValueError(
                f"unknown special tokens {sorted(unknown)}: "
                f"this vocabulary has {sorted(self.ids)}"
            )
        if not wanted:
            return None
        # An alternation takes the first that fits, so the longest goes first.
        longest_first = sorted(wanted, key=len, reverse=True)
        return regex.compile("|".join(map(regex.escape, longest_first)))
