"""Save and load byte-pair tokenizers.

Our own file is JSON: the tokens of the bytes, the merges as [left, right,
token], the pattern and the special tokens. What a token spells follows.

Lesson: docs/transformer/tokenization.md
"""

import json
from pathlib import Path

from unmasked.tokenizers._files import read_json, save_text
from unmasked.tokenizers.byte_pair.tokenizer import BytePair

FORMAT = "unmasked byte pair 1"


def save(tokenizer: BytePair, path: Path | str) -> None:
    """Write a tokenizer to a file, completely or not at all.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder) / "tokenizer.json"
        ...     save(BytePair({(104, 105): 256}), path)
        ...     load(path).encode("hi")
        [256]
    """
    content = {
        "format": FORMAT,
        "pattern": tokenizer.split.pattern,
        "special_tokens": tokenizer.special.ids,
        "byte_ids": tokenizer.byte_ids,
        "merges": [[*pair, new] for pair, new in tokenizer.merges.items()],
    }
    save_text(Path(path), json.dumps(content, ensure_ascii=False))


def load(path: Path | str) -> BytePair:
    """Read a tokenizer that `save` wrote.

    Raises:
        ValueError: if the file is truncated, foreign or damaged.
    """
    content = read_json(Path(path))
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError(f"{path} is no file of format {FORMAT!r}")
    try:
        merges = {(left, right): new for left, right, new in content["merges"]}
        return BytePair(
            merges,
            byte_ids=content["byte_ids"],
            pattern=content["pattern"],
            special_tokens=content["special_tokens"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is damaged: {error!r}") from error
