"""Write out what the tokens of a byte-pair vocabulary spell.

Lesson: docs/transformer/tokenization.md
"""

from collections.abc import Mapping, Sequence


def spell(
    byte_ids: Sequence[int], merges: Mapping[tuple[int, int], int]
) -> dict[int, bytes]:
    """Write out the bytes of every token.

    Raises:
        ValueError: if these are not the tokens of a byte-pair tokenizer.

    Example:
        >>> spell(range(256), {(104, 105): 256})[256]
        b'hi'
    """
    tokens = {token: bytes([byte]) for byte, token in enumerate(byte_ids)}
    if len(byte_ids) != 256 or len(tokens) != 256:
        raise ValueError(
            f"each of the 256 bytes needs a token of its own, "
            f"got {len(tokens)} tokens for {len(byte_ids)} bytes"
        )
    for rank, ((left, right), token) in enumerate(merges.items()):
        if left not in tokens or right not in tokens:
            raise ValueError(
                f"merge {rank} joins tokens {left} and {right}, "
                "which do not both exist by then"
            )
        if token in tokens:
            raise ValueError(f"merge {rank} makes token {token} a second time")
        tokens[token] = tokens[left] + tokens[right]
    for token in tokens:
        if not isinstance(token, int) or token < 0:
            raise ValueError(f"{token!r} is no token id: they count from 0")
    return tokens
