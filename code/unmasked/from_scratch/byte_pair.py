"""Byte-pair encoding, as short as it can be said.

`unmasked.tokenizers.byte_pair` gives the same tokens, much faster: it does not
count everything anew after each merge.

Source: Sennrich et al. 2016, §3.2, https://arxiv.org/abs/1508.07909
Lesson: docs/transformer/tokenization.md
"""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import regex

from unmasked.tokenizers.patterns import GPT2

Merges = dict[tuple[int, int], int]


# --8<-- [start:train]
def train(text: str, n_merges: int, pattern: str = GPT2) -> Merges:
    """Learn which pairs of neighbors to merge, the most frequent first.

    Of pairs that are equally frequent, the one with the smaller ids wins.

    Example:
        >>> train("low lower lowest", n_merges=2)
        {(108, 111): 256, (256, 119): 257}
    """
    words = Counter(tuple(w.encode()) for w in regex.findall(pattern, text))
    merges: Merges = {}
    for token in range(256, 256 + n_merges):
        pairs: Counter[tuple[int, int]] = Counter()
        for word, n in words.items():
            for pair in pairwise(word):
                pairs[pair] += n
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges[best] = token
        words = Counter({merge(w, best, token): n for w, n in words.items()})
    return merges


# --8<-- [end:train]


# --8<-- [start:merge]
def merge(
    word: tuple[int, ...], pair: tuple[int, int], token: int
) -> tuple[int, ...]:
    """Put `token` wherever the pair stands, from left to right.

    Example:
        >>> merge((1, 1, 1, 2), pair=(1, 1), token=9)
        (9, 1, 2)
    """
    merged = []
    i = 0
    while i < len(word):
        found = word[i : i + 2] == pair
        merged.append(token if found else word[i])
        i += 2 if found else 1
    return tuple(merged)


# --8<-- [end:merge]


# --8<-- [start:encode]
def encode(text: str, merges: Merges, pattern: str = GPT2) -> list[int]:
    """Turn a text into tokens: apply the merges in the order they came.

    Example:
        >>> encode("slow", merges={(108, 111): 256, (256, 119): 257})
        [115, 257]
    """
    ids: list[int] = []
    for piece in regex.findall(pattern, text):
        word = tuple(piece.encode())
        for pair, token in merges.items():
            word = merge(word, pair, token)
        ids.extend(word)
    return ids


def decode(ids: Iterable[int], merges: Merges) -> str:
    """Turn tokens into text: write out what each of them spells.

    Example:
        >>> decode([115, 257], merges={(108, 111): 256, (256, 119): 257})
        'slow'
    """
    spelled = {byte: bytes([byte]) for byte in range(256)}
    for (left, right), token in merges.items():
        spelled[token] = spelled[left] + spelled[right]
    return b"".join(spelled[i] for i in ids).decode("utf-8", "replace")


# --8<-- [end:encode]
