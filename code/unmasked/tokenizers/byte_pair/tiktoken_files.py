"""Load a vocabulary from a file of OpenAI's tiktoken.

Source: `load.py` of https://github.com/openai/tiktoken
Lesson: docs/transformer/tokenization.md
"""

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path

from unmasked.tokenizers.byte_pair.merging import merge
from unmasked.tokenizers.byte_pair.tokenizer import BytePair


def load_tiktoken(
    path: Path | str,
    *,
    pattern: str,
    special_tokens: Mapping[str, int] | None = None,
    n_tokens: int | None = None,
) -> BytePair:
    """Load a `.tiktoken` file, which tells the rank of each token.

    It does not tell which two tokens each was merged from. These are what the
    merges of lower rank leave of its bytes, so they can be found again.

    Args:
        path: a file with a token in base64 and its rank on each line.
        pattern: what cuts a text into pieces, see `patterns`.
        special_tokens: the ids of tokens that are not made of bytes.
        n_tokens: how many tokens the file must hold, if you know: 100,256 for
            cl100k_base, 199,998 for o200k_base. Without it, a file cut off
            between two lines reads like a smaller vocabulary.

    Raises:
        ValueError: if the file is truncated or foreign, or merging can never
            make one of its tokens.

    Example:
        >>> import base64
        >>> from tempfile import TemporaryDirectory
        >>> from unmasked.tokenizers.patterns import GPT2
        >>> tokens = [*(bytes([byte]) for byte in range(256)), b"th", b"the"]
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder, "small.tiktoken")
        ...     with path.open("w") as file:
        ...         for rank, token in enumerate(tokens):
        ...             print(base64.b64encode(token).decode(), rank, file=file)
        ...     tokenizer = load_tiktoken(path, pattern=GPT2)
        >>> tokenizer.encode("then")
        [257, 110]
    """
    ranks = _read_ranks(Path(path))
    if n_tokens not in (None, len(ranks)):
        raise ValueError(
            f"{path} is truncated or foreign: it has {len(ranks)} tokens, "
            f"{n_tokens=}"
        )
    try:
        byte_ids = [ranks.pop(bytes([byte])) for byte in range(256)]
    except KeyError as error:
        raise ValueError(
            f"{path} is truncated or foreign: byte {error} is no token"
        ) from None
    order: dict[tuple[int, int], int] = {}
    products: list[int] = []
    for token, rank in sorted(ranks.items(), key=lambda item: item[1]):
        parts = merge([byte_ids[byte] for byte in token], order, products)
        if len(parts) != 2:
            raise ValueError(
                f"{path} is foreign: no merge of tokens of lower rank makes "
                f"token {rank}, {token!r}"
            )
        order[parts[0], parts[1]] = len(products)
        products.append(rank)
    return BytePair(
        dict(zip(order, products, strict=True)),
        byte_ids=byte_ids,
        pattern=pattern,
        special_tokens=special_tokens,
    )


def _read_ranks(path: Path) -> dict[bytes, int]:
    ranks: dict[bytes, int] = {}
    taken: set[int] = set()
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            token, digits = line.split()
            spelled, rank = base64.b64decode(token, validate=True), int(digits)
            if rank < 0:
                raise ValueError
        except (ValueError, binascii.Error):
            raise ValueError(
                f"{path}, line {number}: {line[:40]!r} is not a token in "
                "base64 and a rank"
            ) from None
        if rank in taken or spelled in ranks:
            what = f"rank {rank}" if rank in taken else f"token {spelled!r}"
            raise ValueError(f"{path}, line {number}: has {what} a second time")
        ranks[spelled] = rank
        taken.add(rank)
    return ranks
